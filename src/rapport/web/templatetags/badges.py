"""Where a person stands, as marks that are told apart without colour: a letter in a square is the care class, a
shape with a word the value, a digit in a circle the class of a prospect, words the rest."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.people.models import Standing
from rapport.people.models.standing import GRADES, Scheme
from rapport.web.templatetags.look import icon

register = template.Library()

# what is drawn beside the word of a value, in a square of ten units
_SHAPES = {
    "key": "M5 0 10 5 5 10 0 5z",
    "potential": "M5 0 10 9.5 0 9.5z",
    "standard": "M5 1a4 4 0 1 1 0 8 4 4 0 0 1 0-8z",
    "at_risk": "M3 0h4l3 3v4L7 10H3L0 7V3z",
}
# grade of loyalty or stage → how grave, icon
_CHIPS = {
    "loyal": ("good", "heart-handshake"),
    "returning": ("out", ""),
    "first_time": ("out", ""),
    "active": ("good", "check"),
    "due": ("info", "calendar"),
    "sleeping": ("warn", "clock"),
    "left": ("out", "logout"),
}


@register.simple_tag
def badge(scheme: str, grade: str) -> SafeString:
    """The mark of one grade, such as `badge("care", "B")`; nothing for an empty grade.

    It is read aloud with the name of the scheme. Each mark is made once in a language, so rows can have it too.
    """
    return _drawn(scheme, grade, get_language()) if grade in GRADES[scheme] else mark_safe("")


@register.simple_tag
def badges(standing: Standing | None, whole: bool = False) -> SafeString:
    """Class and value in a row (a standard value says nothing there); `whole` has all. Nothing for none: who
    may not see it is given none (`web.access.standing_of`)."""
    if not standing:  # for a person at whom nobody has looked a template has ""
        return mark_safe("")
    schemes = [Scheme.CARE, Scheme.PROSPECT, Scheme.VALUE, *([Scheme.LOYALTY, Scheme.LIFECYCLE] if whole else [])]
    marks = (
        badge(scheme, getattr(standing, scheme)) for scheme in schemes if whole or _says_much(standing, scheme)
    )
    return mark_safe(" ".join(filter(None, marks)))  # noqa: S308 each is escaped


def _says_much(standing: Standing, scheme: Scheme) -> bool:
    """In a row the value of everyone else is left out."""
    return scheme != Scheme.VALUE or standing.value != "standard"


@register.filter
def grade_word(grade: str, scheme: str) -> str:
    """A grade in words: B of care is “high standards”."""
    return str(GRADES[scheme].get(grade, ""))


@lru_cache(maxsize=256)
def _drawn(scheme: str, grade: str, language: str | None) -> SafeString:
    word = GRADES[scheme][grade]
    match scheme:
        case Scheme.CARE | Scheme.PROSPECT:
            said = _spoken(scheme) % {"grade": grade, "words": word}
            return format_html(
                '<span class="grade {} of-{}" role="img" aria-label="{}" title="{}">{}</span>',
                scheme, grade.lower(), said, said, grade,
            )  # fmt: skip
        case Scheme.VALUE:
            return format_html(
                '<span class="grade value of-{}"><svg viewBox="0 0 10 10" aria-hidden="true"><path d="{}"/></svg>'
                '<span class="only-heard">{}</span> {}</span>',
                grade, _SHAPES[grade], _("Value:"), capfirst(str(word)),
            )  # fmt: skip
    tone, name = _CHIPS[grade]
    drawing: Any = icon(name) if name else ""
    return format_html('<span class="chip {}">{}{}</span>', tone, drawing, capfirst(str(word)))


def _spoken(scheme: str) -> str:
    if scheme == Scheme.CARE:
        return _("Care class %(grade)s: %(words)s")
    return _("Prospect class %(grade)s: %(words)s")
