"""SMS for trying out: kept as text files (CAM-7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from rapport.outreach.channels.base import Outgoing
from rapport.outreach.channels.trial import Folder
from rapport.people.models.consent import Channel


class SmsFolder(Folder):
    """Each SMS a file: the number, an empty line, the words."""

    channel = Channel.SMS
    words = gettext_lazy("SMS for trying out: kept as files")
    fields = ()
    ending = "txt"

    def written(self, outgoing: Outgoing) -> bytes:
        return f"{outgoing.address}\n\n{outgoing.body}\n".encode(errors="replace")


PROVIDER = SmsFolder
