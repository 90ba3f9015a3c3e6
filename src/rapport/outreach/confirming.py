"""Who asked for no more by a word is told once that it is done (CAM-7, REC-11).

Where a stop closed the channel for everything, nothing goes by it any more, this neither: docs/decisions/0010.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rapport.lib import clock
from rapport.outreach.gate import Ask, look
from rapport.outreach.models import Answer, Message
from rapport.outreach.outbox import write_message
from rapport.outreach.wording.sms import measure
from rapport.people.language import language_spoken
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose

_DONE = gettext_noop(
    "%(clinic)s: no more offers come to you by %(channel)s. What concerns your own treatment still comes, and we "
    "still call about it. To end these messages too, answer STOP once more."
)
# who wrote a stop looks at the telephone now
_LASTS = timedelta(hours=1)


def confirm_stop(answer: Answer, patient: Patient) -> Message | None:
    """Write to `patient`, in their language, what their stop ended and what it did not; None where the channel is
    closed to that too. To be called for a stop that withdrew something: each is confirmed once."""
    channel = answer.account.channel
    if not look(patient, Ask(Purpose.CARE, channel, on_request=True)).allowed:
        return None
    language = language_spoken(patient)
    with translation.override(language):
        told = {"clinic": patient.branch.name, "channel": Channel(channel).label}
        subject, body = _("No more offers"), _(_DONE) % told
    return write_message(
        patient,
        purpose=Purpose.CARE,
        channel=channel,
        subject=subject if channel == Channel.EMAIL else "",
        body=body,
        language=language,
        parts=measure(body).parts if channel == Channel.SMS else 1,
        key=f"stopped:{answer.pk}",
        by=None,
        expires_at=clock.now() + _LASTS,
        on_request=True,
    )
