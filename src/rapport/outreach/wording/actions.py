"""Templates are written and changed here: every change of words is a new version (CAM-7)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.outreach.models import Template, Wording
from rapport.outreach.wording.letters import demand_discretion
from rapport.outreach.wording.placeholders import check
from rapport.people.models.consent import Channel
from rapport.staff.models import User

# what a phone or a mail program still shows as one message
_LONGEST = {Channel.SMS: 670, Channel.EMAIL: 20_000}
_LONGEST_ELSEWHERE = 2_000


def check_words(channel: str, subject: str, body: str) -> None:
    """Raises Refused for words that could not go out by `channel`: unknown names, too long, too telling."""
    check(subject)
    check(body)
    longest = _LONGEST.get(Channel(channel), _LONGEST_ELSEWHERE)
    if len(body) > longest:
        raise Refused(
            "too_long",
            _("Too long for this channel: %(places)s characters, at most %(longest)s."),
            {"places": len(body), "longest": longest},
        )
    if channel == Channel.EMAIL and body and not subject.strip():
        raise Refused("no_subject", _("An e-mail needs a subject."))
    if channel == Channel.SMS:
        demand_discretion(body)


@transaction.atomic
def save_wording(
    template: Template, channel: str, language: str, *, subject: str = "", body: str, by: User | None
) -> Wording:
    """The words of `template` by `channel` in `language` from now on; the same words again make no new version.

    An empty `body` takes the wording away. Raises Refused as `check_words` does.
    """
    subject, body = " ".join(subject.split()), body.strip()
    check_words(channel, subject, body)
    Template.objects.select_for_update().get(pk=template.pk)
    last = template.wordings.filter(channel=channel, language=language).order_by("version").last()
    if last and (last.subject, last.body) == (subject, body):
        return last
    return _write(template, channel, language, last.version + 1 if last else 1, subject, body, by)


def first_wording(
    template: Template, channel: str, language: str, *, subject: str, body: str, by: User | None
) -> Wording:
    """As `save_wording`, of a template that was just made and of which nobody knows yet."""
    check_words(channel, subject, body)
    return _write(template, channel, language, 1, subject, body.strip(), by)


def _write(
    template: Template, channel: str, language: str, version: int, subject: str, body: str, by: User | None
) -> Wording:
    words = {"subject": subject, "body": body, "by": by, "at": clock.now()}
    return template.wordings.create(channel=channel, language=language, version=version, **words)


def retire_template(template: Template) -> None:
    """Nobody writes with it any more; what was written stays."""
    template.retired_at = clock.now()
    template.save(update_fields=["retired_at"])


def take_up_template(template: Template) -> None:
    """Undo `retire_template`."""
    template.retired_at = None
    template.save(update_fields=["retired_at"])
