"""Why a picture is not taken, in words that say what to do.

Django is imported only when a sentence is asked for: the quarantined process loads this module too.
"""

from enum import StrEnum


def gettext_noop(message: str) -> str:
    return message


class Refusal(StrEnum):
    """The kinds of refusal; stable, used in answers and tests."""

    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY_DOTS = "too_many_dots"
    TOO_SMALL = "too_small"
    MOVING = "moving"
    DRAWING = "drawing"
    PHONE_FORMAT = "phone_format"
    OTHER_PICTURE = "other_picture"
    NOT_A_PICTURE = "not_a_picture"
    BROKEN = "broken"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_SLOW = "too_slow"


MESSAGES: dict[Refusal, str] = {
    Refusal.EMPTY: gettext_noop("“%(name)s” is empty. Take or export the picture again."),
    Refusal.TOO_BIG: gettext_noop("“%(name)s” is larger than %(limit)s MB. Save it smaller, as JPEG."),
    Refusal.TOO_MANY_DOTS: gettext_noop(
        "“%(name)s” has more dots than a camera takes (at most %(limit)s million). Save it smaller, as JPEG."
    ),
    Refusal.TOO_SMALL: gettext_noop(
        "“%(name)s” is too small to show anything: it needs %(limit)s dots on each side. "
        "Choose the picture itself."
    ),
    Refusal.MOVING: gettext_noop(
        "“%(name)s” holds several pictures or moves. Save the one that is meant as JPEG or PNG."
    ),
    Refusal.DRAWING: gettext_noop(
        "“%(name)s” is an SVG drawing, which can carry programs. Save it as PNG, or take a photo."
    ),
    Refusal.PHONE_FORMAT: gettext_noop(
        "“%(name)s” is in a format of phones that is not read here (HEIC or AVIF). Set the camera to "
        "“most compatible”, or save the picture as JPEG."
    ),
    Refusal.OTHER_PICTURE: gettext_noop(
        "“%(name)s” is a picture of a kind that is not read here. Save it as JPEG or PNG."
    ),
    Refusal.NOT_A_PICTURE: gettext_noop(
        "“%(name)s” is not a picture, whatever its name says. Choose a JPEG, PNG, WebP, TIFF, BMP or GIF file."
    ),
    Refusal.BROKEN: gettext_noop("“%(name)s” is damaged or incomplete. Copy it again from the camera."),
    Refusal.TOO_MUCH_MEMORY: gettext_noop(
        "“%(name)s” unpacks to far more than a picture holds, so it was not opened. Save it smaller, as JPEG."
    ),
    Refusal.TOO_SLOW: gettext_noop("“%(name)s” takes too long to open. Save it as JPEG and choose that."),
}


class NotTaken(Exception):  # noqa: N818 (what it says, not what it is)
    """A picture that is not taken. `code` says why, `params` fill the sentence (`limit`)."""

    def __init__(self, code: Refusal, **params: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.params: dict[str, str | int] = params

    def sentence(self, name: str) -> str:
        """What to tell whoever brought the file called `name`, in the language now active."""
        from django.utils.translation import gettext

        return gettext(MESSAGES[self.code]) % {"limit": "", **self.params, "name": name}
