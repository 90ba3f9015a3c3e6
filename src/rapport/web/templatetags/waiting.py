"""How somebody is being asked about a time."""

from django import template

from rapport.appointments.models import TimeOffer
from rapport.web.waiting.pages import way_of

register = template.Library()


@register.simple_tag
def way(offer: TimeOffer) -> str:
    return way_of(offer)
