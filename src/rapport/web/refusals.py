"""How a view answers what is refused inside a block: the rest of the block is not done, and the view goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import BaseForm
from django.http import HttpRequest

from rapport.lib.refusal import Refused
from rapport.web.htmx import say_refused


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """It is told in a toast."""
    try:
        yield
    except Refused as refused:
        say_refused(request, refused.message)


@contextmanager
def refusals_in(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """It stands in the form, at `field` or at its head."""
    try:
        yield
    except Refused as refused:
        form.add_error(field, refused.message)
