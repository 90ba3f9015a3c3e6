"""Small marks that templates draw: an icon of the sprite, the initials of a name."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from rapport.lib.figures import show_phone
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.sight import Sight

register = template.Library()


@register.simple_tag
def icon(name: str, label: object = "") -> SafeString:
    """The icon `name` of icons.txt. A screen reader says `label`; without one the icon is mere decoration."""
    return _drawing(name, str(label))


@register.filter
def told(words: object, sight: Sight) -> str:
    """Free text as the reader of this page may read it: `{{ plan.wish|told:card.sight }}`."""
    return sight.text(str(words))


@register.filter
def what_for(row: Any, user: User) -> str:
    """The service of an appointment or of who waits for one; it may be of the mouth: `{{ one|what_for:user }}`."""
    service = getattr(row, "what_for", None) or row.service
    return str(service or "") if user.may_at(Right.SEE_CARE, row.branch_id) else ""


@register.filter
def phone(number: str) -> str:
    """An E.164 number in the groups in which people of its country read it."""
    return show_phone(number)


@register.filter
def listed(words: Iterable[object]) -> str:
    """Words one after the other, set apart as the language of the page does it: 短信、微信."""
    return gettext(", ").join(map(str, words))


@register.simple_tag
def colon() -> str:
    """Between a name and what is said of it, as the language of the page writes it: 语言：中文."""
    return gettext(": ")


@register.simple_tag
def apart() -> str:
    """What stands between two sentences: nothing in Chinese, whose full stop carries its own space."""
    return "" if (get_language() or "").startswith("zh") else " "


@register.filter
def percent(share: object) -> str:
    """A share as the language of the page writes it: 61.1%, in Russian with a space that does not break."""
    return gettext("%(share)s%%") % {"share": localize(share)}


@lru_cache(maxsize=512)
def _drawing(name: str, label: str) -> SafeString:
    sprite = static("vendor/icons.svg")
    if not label:
        return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name)
    return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}#{}"/></svg>', label, sprite, name)


@register.simple_tag
def still(template_name: str) -> SafeString:
    """A template that says the same on every page in the language now active: rendered once, then kept."""
    return render_to_string(template_name) if settings.DEBUG else _kept(template_name, get_language())


@lru_cache(maxsize=128)
def _kept(template_name: str, language: str | None) -> SafeString:
    return render_to_string(template_name)


@register.filter
def initials(name: str) -> str:
    """What stands in a person's round: 许文静 → 许, Ольга Белова → ОБ, Priya Nair → PN."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    if not words:
        return "?"
    if len(words) == 1 or _is_han(words[0][0]):
        return words[0][0].upper()
    return (words[0][0] + words[-1][0]).upper()


def _is_han(letter: str) -> bool:
    return "\u3400" <= letter <= "\u9fff" or letter >= "\U00020000"
