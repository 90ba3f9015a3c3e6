import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from rapport.config.ready import loading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
with loading():
    application = get_wsgi_application()
    # all pages are loaded once and shared by the processes, not by each at its first request
    _pages = get_resolver().url_patterns
