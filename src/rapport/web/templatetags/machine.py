"""From which machine somebody is signed in, as far as its browser says."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# what a browser says of itself → its name; those that also call themselves by a later name stand first
_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("YaBrowser/", "Yandex"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@register.filter
def machine(user_agent: str) -> str:
    """Mozilla/5.0 (Windows NT 10.0 …) … Chrome/126 … → Chrome · Windows."""
    said = [next((name for word, name in table if word in user_agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, said)) or _("another program")
