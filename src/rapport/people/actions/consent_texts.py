"""Texts that people agree to: drafted, published, and never changed again (REC-11)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.consents.texts import body_in_force
from rapport.people.models import ConsentText
from rapport.people.models.consent_text import hash_of
from rapport.staff.models import Branch, User

# a text shorter than this says nothing anybody could agree to
_SHORTEST = 40


@transaction.atomic
def draft_text(branch: Branch | None, purpose: str, language: str, body: str, *, by: User) -> ConsentText:
    """Keep the draft of a text of `branch`, or of the house where None; there is one at a time."""
    body = body.replace("\r\n", "\n").strip()
    if len(body) < _SHORTEST:
        raise Refused("text_too_short", _("Write the whole text: purposes, data, rights and how to withdraw."))
    drafts = ConsentText.objects.drafts().filter(purpose=purpose, language=language, branch=branch)
    draft = drafts.select_for_update().first() or ConsentText(purpose=purpose, language=language, branch=branch)
    draft.body, draft.edited_by = body, by
    draft.save()
    return draft


@transaction.atomic
def publish_text(draft: ConsentText, *, by: User) -> ConsentText:
    """Make a draft the text that people read from now on, with its own version and hash."""
    draft = ConsentText.objects.select_for_update().get(pk=draft.pk)
    if draft.published_at is not None:
        raise Refused("text_published", _("This text is published already. Write a new draft to change it."))
    return _publish(draft, by)


@transaction.atomic
def text_in_force(branch: Branch, purpose: str, language: str) -> ConsentText:
    """The row of what a person at `branch` reads now: a shipped text becomes one when it is first used."""
    body, text = body_in_force(branch, purpose, language)
    if text is not None:
        return text
    Branch.objects.select_for_update().get(pk=branch.pk)  # two desks at once make one version, not two
    body, text = body_in_force(branch, purpose, language)
    if text is not None:
        return text
    return _publish(ConsentText(purpose=purpose, language=language, branch=branch, body=body, shipped=True), None)


def _publish(text: ConsentText, by: User | None) -> ConsentText:
    others = ConsentText.objects.filter(purpose=text.purpose, language=text.language, branch=text.branch)
    text.version = (others.aggregate(last=Max("version"))["last"] or 0) + 1
    text.sha256, text.published_at, text.published_by = hash_of(text.body), clock.now(), by
    text.save()
    return text
