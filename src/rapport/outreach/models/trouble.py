"""Why a message did not go, or why nobody knows whether it did: kept as a code, read in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from rapport.lib.storable import storable

# of what a provider said; the rest tells nobody anything
_LONGEST = 300


class Trouble(models.TextChoices):
    """Its words have places for what was told with it."""

    # in the words of the provider, or of the program
    SAID = "said", "%(text)s"
    NO_LINE = "no_line", _("No line to the provider: %(why)s")
    LINE_BROKE = "line_broke", _("The line broke before the answer: %(why)s")
    ANSWERED = "answered", _("The provider answered %(code)s: %(text)s")
    CANNOT = "cannot", _("The service cannot send it: %(why)s")
    SEVERAL_LINES = "several_lines", _("A line of the header cannot hold several lines.")
    NO_EMAIL = "no_email", _("This is no e-mail address.")
    NO_INVITATION = "no_invitation", _("The provider gave no address for the invitation.")
    NOT_INVITED = "not_invited", _("They have not opened the invitation yet.")
    NOT_SECURE = "not_secure", _("Telegram comes to an address with https:// alone.")
    NETWORK = "network", _("The network did not take it.")
    STOPPED_BEFORE = "stopped_before", _("The worker was stopped before it began.")
    STOPPED_AMID = "stopped_amid", _("Whoever sent it stopped in the middle.")
    BY_HAND = "by_hand", _("Not sent: said by hand.")


# what to do about it, where there is something to do
_THEN = {
    Trouble.NO_LINE: _(
        "%(said)s. It is tried again by itself; if it stays so, see whether the internet works here."
    )
}


@dataclass(frozen=True)
class Words:
    """A trouble and what was told with it; as text it reads in the language of whoever reads it."""

    trouble: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, trouble: Trouble, **told: object) -> Self:
        return cls(trouble, {name: storable(str(value))[:_LONGEST] for name, value in told.items()})

    @classmethod
    def said(cls, text: str) -> Self:
        """What a provider said in its own words; none where that is ""."""
        return cls.of(Trouble.SAID, text=text) if text else cls()

    def __str__(self) -> str:
        if not self.trouble:
            return ""
        said = str(Trouble(self.trouble).label) % self.told
        then = _THEN.get(Trouble(self.trouble))
        return then % {"said": said} if then else said

    @property
    def fields(self) -> dict[str, Any]:
        """As a message keeps it."""
        return {"trouble": self.trouble, "told": dict(self.told)}


NO_TROUBLE = Words()
