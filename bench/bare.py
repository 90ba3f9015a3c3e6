"""The floor to measure against: a bare Django view with a plain template, showing 50 people of the same database.

No session, no user, no language, no frame. It is a settings module and a URL configuration in one.
"""

from __future__ import annotations

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from rapport.config import settings as house

SECRET_KEY = house.SECRET_KEY
ALLOWED_HOSTS = ["*"]
DATABASES = house.DATABASES
INSTALLED_APPS = [app for app in house.INSTALLED_APPS if not app.startswith("allauth")]
AUTH_USER_MODEL = house.AUTH_USER_MODEL
DEFAULT_AUTO_FIELD = house.DEFAULT_AUTO_FIELD
USE_TZ = True
MIDDLEWARE: list[str] = []
ROOT_URLCONF = __name__

TABLE = """<!doctype html><title>People</title><table>{% for one in people %}
<tr><td><input type="checkbox" name="patient" value="{{ one.pk }}"></td>
<td><a href="/patients/{{ one.pk }}/">{{ one.full_name }}</a></td>
<td>{{ one.birth_date|date:"j M Y" }}</td><td>{{ one.phone }}</td><td>{{ one.facts.last_visit|date:"j M Y" }}</td>
<td>{{ one.facts.visits }}</td><td>{{ one.facts.spend_12m }}</td><td>{{ one.facts.spend }}</td>
<td>{{ one.facts.next_appointment|date:"j M Y H:i" }}</td>
<td>{{ one.branch.name }}</td></tr>{% endfor %}</table>"""
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [("django.template.loaders.locmem.Loader", {"table": TABLE})],
                )
            ]
        },
    }
]


def people(request: HttpRequest) -> HttpResponse:
    from rapport.people.models import ContactPoint, Patient

    phone = ContactPoint.objects.filter(patient=OuterRef("pk"), kind="phone").values("value")[:1]
    shown = Patient.objects.select_related("facts", "branch").annotate(phone=Subquery(phone))
    return render(request, "table", {"people": shown.order_by("sort_key", "pk")[:50]})


urlpatterns = [path("", people)]
