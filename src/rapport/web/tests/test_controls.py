"""Controls are drawn word for word as Django's templates draw them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category
from rapport.web.controls import Controls

ODD = "<b>“1 & 2”</b>'\""
CHOICES = [
    ("", "–"),
    (ODD, ODD),
    (1, _("Name")),
    (2500, 2500),
    (3, mark_safe("<i>safe</i>")),
    (ODD, [("a", "A"), ("b", ODD)]),
]
DAY = forms.DateInput(attrs={"type": "date", "required": True, "disabled": False, "data-x": ODD}, format="%d.%m")


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(attrs={"maxlength": 4, "title": _("Name")}), ODD),
        (forms.TextInput(), None),
        (forms.TextInput(), ""),
        (forms.NumberInput(), 1234.5),
        (forms.NumberInput(), 123456),
        (forms.NumberInput(attrs={"step": 0.5, "min": 1000}), 0),
        (forms.HiddenInput(), [1, 2]),
        (forms.PasswordInput(), "secret"),
        (forms.CheckboxInput(), True),
        (forms.CheckboxInput(), "yes"),
        (forms.CheckboxInput(), False),
        (forms.FileInput(attrs={"multiple": False}), "a.csv"),
        (DAY, date(2026, 3, 1)),
        (forms.TimeInput(format="%H:%M"), time(9, 30)),
        (forms.Textarea(), None),
        (forms.Textarea(attrs={"rows": 2}), ODD),
        (forms.Textarea(), mark_safe("<i>safe</i>")),
        (forms.Select(choices=CHOICES), 2500),
        (forms.Select(choices=CHOICES), ODD),
        (forms.Select(), None),
        (forms.SelectMultiple(choices=CHOICES), ["a", "1"]),
        (forms.NullBooleanSelect(), True),
        (forms.RadioSelect(choices=CHOICES), "1"),
        (forms.CheckboxSelectMultiple(choices=CHOICES), ["a"]),
        (forms.SplitDateTimeWidget(), None),
    ],
)
@pytest.mark.parametrize("language", ["en", "ru", "zh-hans"])
def test_as_django_draws_them(widget: forms.Widget, value: Any, language: str) -> None:
    with translation.override(language):
        told = {"name": ODD, "value": value, "attrs": {"id": "id_x"}}
        assert widget.render(**told, renderer=Controls()) == widget.render(**told, renderer=DjangoTemplates())


def test_every_form_is_drawn_by_them() -> None:
    assert isinstance(forms.Form().renderer, Controls)


@pytest.mark.parametrize(("required", "said"), [(True, "choose"), (False, "none")])
def test_nobody_has_to_make_sense_of_dashes(required: bool, said: str) -> None:
    class Booking(forms.Form):
        service = forms.ModelChoiceField(Category.objects.none(), required=required)

    drawn = str(Booking()["service"])
    assert f">{said}</option>" in drawn and "---" not in drawn
