"""E-mail for trying out: kept as files that every mail program opens (CAM-7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from rapport.outreach.channels.base import Outgoing
from rapport.outreach.channels.mail import FROM, compose
from rapport.outreach.channels.trial import Folder
from rapport.people.models.consent import Channel


class MailFolder(Folder):
    """Each e-mail an .eml file, as a mail server would have been given it."""

    channel = Channel.EMAIL
    words = gettext_lazy("E-mail for trying out: kept as files")
    fields = FROM
    ending = "eml"

    def written(self, outgoing: Outgoing) -> bytes:
        mail = compose(outgoing, self.account.values)
        return mail.message().as_bytes()


PROVIDER = MailFolder
