"""A code for the camera of a phone."""

import segno
from django.utils.safestring import SafeString, mark_safe


def squares_of(url: str, scale: int = 6) -> SafeString:
    """`url` as a drawing that a page holds."""
    drawn = segno.make(url, error="m").svg_inline(scale=scale, border=4, dark="#000", light="#fff", omitsize=False)
    return mark_safe(drawn)  # noqa: S308 drawn by us: the address is in it as squares alone
