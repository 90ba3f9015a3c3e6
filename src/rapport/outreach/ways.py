"""By which channels, and in which words, a branch writes on an occasion."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from rapport.outreach.models import ChannelAccount
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.sending.routes import chosen
from rapport.outreach.wording.letters import Wordings, in_force
from rapport.outreach.wording.shipped import template_for
from rapport.staff.models import Branch


def ways_out(branch: Branch, occasion: str) -> Iterator[tuple[str, Wordings]]:
    """The channels that lead out of `branch`, each with what is written there on `occasion`. None where nobody is
    written to on it, or where a link would lead nowhere."""
    template = template_for(occasion, branch) if settings.RAPPORT_ADDRESS else None
    if template is None:
        return
    words = in_force(template)
    accounts = list(ChannelAccount.objects.filter(on=True, channel__in=BY_MESSAGE))
    for channel in BY_MESSAGE:
        if chosen([one for one in accounts if one.channel == channel], branch.pk):
            yield channel, words
