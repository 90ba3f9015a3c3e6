"""The link to a questionnaire is written to who comes, on their request or with a booking (BAS-1)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib.outside import address_outside
from rapport.lib.refusal import Refused
from rapport.outreach.models import Message
from rapport.outreach.models.purposes import BY_MESSAGE
from rapport.outreach.outbox import write_messages
from rapport.outreach.wording.letters import for_letters, in_force, letter
from rapport.outreach.wording.shipped import template_for
from rapport.people.models import Patient
from rapport.people.models.consent_text import Purpose
from rapport.people.questionnaires import open_questionnaire
from rapport.staff.models import User

OCCASION = "questionnaire"


@transaction.atomic
def send_questionnaire(patient: Patient, channel: str, *, by: User | None) -> Message:
    """Write to `patient` by `channel` with a link to a questionnaire, open for a week; `by` None: the clinic,
    with a booking online.

    Whether it may go is asked of the gate when it goes. Refused: no_address_of_house, not_a_channel, no_template,
    and as `letter` and `open_questionnaire` do.
    """
    if not settings.RAPPORT_ADDRESS:
        said = _(
            "Nobody could open the link: say under which address clients reach the program (RAPPORT_ADDRESS)."
        )
        raise Refused("no_address_of_house", said)
    if channel not in BY_MESSAGE:
        raise Refused("not_a_channel", _("Choose SMS, e-mail, WeChat or Telegram."))
    template = template_for(OCCASION, patient.branch)
    if template is None:
        raise Refused(
            "no_template", _("The template for the questionnaire is retired. Take it up again in Settings.")
        )
    questionnaire, token = open_questionnaire(patient, by=by, on_tablet=False)
    link = address_outside("web:questionnaire", token)
    read = for_letters(Patient.objects.filter(pk=patient.pk)).get()
    told = letter(read, in_force(template), channel, writer=by, link=link)
    draft = told.draft(patient, channel, f"questionnaire:{questionnaire.pk}")
    [message] = write_messages(
        [draft], purpose=Purpose.CARE, by=by, expires_at=questionnaire.expires_at, on_request=True
    )
    return message
