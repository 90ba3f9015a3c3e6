"""How the controls of forms are drawn: word for word as by Django's templates, in a sixth of their time.

They take two templates for each choice of a list; there are six hundred time zones. Where they offer dashes,
it is said what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

# what a widget says of itself
Told = Mapping[str, Any]

_DASHES = BLANK_CHOICE_DASH[0][1]

_INPUTS = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number", "password", "search",
    "tel", "text", "time", "url",
)  # fmt: skip


class Controls(DjangoTemplates):
    """The renderer of all forms; what is rare is left to Django's templates."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        draw = _DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _input(told: Told) -> str:
    value = "" if told["value"] is None else f' value="{conditional_escape(told["value"])}"'
    kind, name = conditional_escape(told["type"]), conditional_escape(told["name"])
    return f'<input type="{kind}" name="{name}"{value}{_attributes(told)}>'


def _textarea(told: Told) -> str:
    words = _words(told["value"]) if told["value"] else ""
    return f'<textarea name="{conditional_escape(told["name"])}"{_attributes(told)}>\n{words}</textarea>'


def _select(told: Told) -> str:
    choices = "".join(_choices(told))
    return f'<select name="{conditional_escape(told["name"])}"{_attributes(told)}>{choices}\n</select>'


def _choices(told: Told) -> Iterator[str]:
    for group, options, _index in told["optgroups"]:
        if group:
            yield f'\n  <optgroup label="{_words(group)}">'
        for one in options:
            value = conditional_escape(one["value"])
            said = (_("choose") if told["required"] else _("none")) if one["label"] == _DASHES else one["label"]
            yield f'\n  <option value="{value}"{_attributes(one)}>{_words(said)}</option>\n'
        if group:
            yield "\n  </optgroup>"


def _attributes(told: Told) -> str:
    return "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in told["attrs"].items()
        if value is not False
    )


def _words(said: Any) -> str:
    return conditional_escape(localize(said))


_FOLDER = "django/forms/widgets"
_DRAWN: dict[str, Callable[[Told], str]] = {
    **{f"{_FOLDER}/{name}.html": _input for name in _INPUTS},
    f"{_FOLDER}/textarea.html": _textarea,
    f"{_FOLDER}/select.html": _select,
}
