"""A contact point as one reader may see it: whole, or masked (REC-12). Pages take what is made here, so that no
template ever holds more than its reader may know."""

from __future__ import annotations

from rapport.lib.figures import show_phone
from rapport.lib.masking import mask_email, mask_handle, mask_phone
from rapport.people.models.contact import ContactKind


def show_contact(kind: str, value: str, extension: str = "", *, valid: bool = True, whole: bool) -> str:
    """`value` for the eyes of somebody who may read it `whole` or not."""
    if not whole:
        return _masked(kind, value)
    shown = show_phone(value) if kind == ContactKind.PHONE and valid else value
    return f"{shown} ({extension})" if extension else shown


def _masked(kind: str, value: str) -> str:
    if kind == ContactKind.PHONE:
        return mask_phone(value)
    return mask_email(value) if kind == ContactKind.EMAIL else mask_handle(value)
