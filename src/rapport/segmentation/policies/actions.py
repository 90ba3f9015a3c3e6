"""A policy's way: drafted, approved, put in force, taken back; and the grades that a person sets by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django_q.tasks import async_task

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions import touch
from rapport.people.models import GradeByHand, HeldMove, Patient
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.models import PolicyVersion
from rapport.segmentation.policies.force import policies_in_force
from rapport.segmentation.policies.reading import PolicyRefused, read_policy, shipped_text
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User


@transaction.atomic
def draft_policy(
    scheme: Scheme, text: str, *, by: User, remark: str = "", edition: str | None = None
) -> PolicyVersion:
    """Keep `text` as the draft of `scheme`, in place of the draft that is there.

    `PolicyRefused` where it is no policy of this scheme. With `edition`, that of the draft which was read before
    ("" for none): refused (changed_meanwhile) where another one stands there by now.
    """
    if read_policy(text, vocabulary()).scheme != scheme:
        raise PolicyRefused("other_scheme", _("These are the rules of another scheme."))
    versions = _held(scheme)
    draft = next((one for one in versions if not one.activated_at and not one.discarded_at), None)
    if edition is not None and edition != (draft.edition if draft else ""):
        raise _changed_meanwhile(draft)
    told = {"text": text, "remark": remark, "drafted_by": by, "drafted_at": clock.now()}
    if draft is None:
        return _new_version(scheme, **told)
    # what was approved, or shown for it, is not what stands there now
    nobody = dict.fromkeys(("asked_by", "asked_at", "approved_by", "approved_at"))
    for name, value in {**told, **nobody}.items():
        setattr(draft, name, value)
    draft.save()
    return draft


@transaction.atomic
def discard_draft(draft: PolicyVersion) -> None:
    draft = _still(draft)
    draft.discarded_at = clock.now()
    draft.save(update_fields=["discarded_at"])


@transaction.atomic
def ask_approval(draft: PolicyVersion, *, by: User) -> PolicyVersion:
    """Lay the draft before whoever may approve it."""
    draft = _still(draft)
    draft.asked_by, draft.asked_at = by, clock.now()
    draft.save(update_fields=["asked_by", "asked_at"])
    return draft


@transaction.atomic
def approve_policy(draft: PolicyVersion, *, by: User) -> PolicyVersion:
    """Say that the draft, as it was read, may be put in force. Whoever wrote it may approve it only where they own
    the clinic.
    """
    draft = _still(draft)
    draft.approved_by, draft.approved_at = by, clock.now()
    draft.save(update_fields=["approved_by", "approved_at"])
    return draft


@transaction.atomic
def activate_policy(draft: PolicyVersion, *, by: User) -> PolicyVersion:
    """Put an approved draft in force; a worker then looks at everyone anew."""
    draft = _still(draft)
    if draft.approved_at is None:
        raise Refused("not_approved", _("These rules have not been approved yet."))
    now = clock.now()
    before = PolicyVersion.objects.in_force().filter(scheme=draft.scheme).first()
    if before is not None:
        before.retired_at = now
        before.save(update_fields=["retired_at"])
    draft.followed = before.version if before else 0
    draft.activated_by, draft.activated_at = by, now
    draft.save(update_fields=["followed", "activated_by", "activated_at"])
    _restand()
    return draft


@transaction.atomic
def undo_activation(active: PolicyVersion, *, by: User) -> PolicyVersion | None:
    """Take rules that are in force back, within 30 days: those of before count again, as a version of their own.

    Gives that version; None where the rules that the product comes with count again.
    Refused: not_in_force, too_late.
    """
    active = next(one for one in _held(active.scheme) if one.pk == active.pk)
    if active.undo_until is None or active.retired_at is not None:
        raise Refused("not_in_force", _("These rules are not in force."))
    now = clock.now()
    if now > active.undo_until:
        raise Refused("too_late", _("Rules can be taken back within 30 days. Write a new draft instead."))
    active.retired_at = now
    active.save(update_fields=["retired_at"])
    LogEntry.objects.log_create(
        active,
        action=LogEntry.Action.UPDATE,
        actor=by,
        changes={"retired_at": ["None", str(now)]},
        additional_data={"taken_back": True},
    )
    _restand(active.pk, by.pk)
    if not active.followed:
        return None
    before = PolicyVersion.objects.get(scheme=active.scheme, version=active.followed)
    told: dict[str, Any] = {f"{step}_by": by for step in ("drafted", "approved", "activated")}
    told |= {f"{step}_at": now for step in ("drafted", "approved", "activated")}
    remark = str(_("Version %(version)s again") % {"version": before.version})
    return _new_version(active.scheme, text=before.text, remark=remark, followed=active.version, **told)


def taken_back(versions: Iterable[PolicyVersion]) -> dict[int, LogEntry]:
    """Who took back which of `versions` and when, by their id, as the audit has it: such a version is retired like
    any other."""
    told = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(PolicyVersion),
        object_id__in=[one.pk for one in versions],
        additional_data__taken_back=True,
    )
    return {entry.object_id: entry for entry in told.select_related("actor")}


def text_in_force(scheme: Scheme) -> str:
    """The rules that count now, as they were written."""
    active = PolicyVersion.objects.in_force().filter(scheme=scheme).first()
    return active.text if active else shipped_text(scheme)


def _held(scheme: str) -> list[PolicyVersion]:
    """All versions of a scheme, held until the end of the transaction: its rules change one step at a time."""
    return list(PolicyVersion.objects.select_for_update().filter(scheme=scheme).order_by("pk"))


def _new_version(scheme: str, **told: Any) -> PolicyVersion:
    latest = PolicyVersion.objects.filter(scheme=scheme).aggregate(last=Max("version"))["last"] or 0
    try:
        with transaction.atomic():
            return PolicyVersion.objects.create(scheme=scheme, version=latest + 1, **told)
    except IntegrityError:  # two began at once, and there was no row yet to hold
        raise _changed_meanwhile(None) from None


def _still(draft: PolicyVersion) -> PolicyVersion:
    """The draft, held; refused where it is none any more, or says something else than the one that was read."""
    now = next(one for one in _held(draft.scheme) if one.pk == draft.pk)
    if now.activated_at or now.discarded_at:
        raise Refused("no_draft", _("This draft is no longer one. Load the page anew."))
    if now.edition != draft.edition:
        raise _changed_meanwhile(now)
    return now


def _changed_meanwhile(draft: PolicyVersion | None) -> Refused:
    if draft is None:
        message = _("A colleague worked on these rules at the same moment. Look at them first.")
        return Refused("changed_meanwhile", message)
    message = _("%(who)s changed this draft meanwhile. Look at it first.")
    return Refused("changed_meanwhile", message, {"who": draft.drafted_by})


def _restand(*taken_back: int) -> None:
    """`taken_back`: the version that was, and who took it back."""
    transaction.on_commit(lambda: async_task("rapport.segmentation.tasks.restand_everyone", *taken_back))


@transaction.atomic
def let_back(taken_back: PolicyVersion, *, by: User) -> None:
    """Confirm the moves that wait of those whom rules put where they stand that `by` has taken back: they go where
    the rules of before put them. The safeguards keep everyone else; and these too once further rules are in force.
    """
    now = next((one for one in _held(taken_back.scheme) if one.activated_at and not one.retired_at), None)
    if now is not None and now.followed != taken_back.version:
        return
    waiting = HeldMove.objects.filter(scheme=taken_back.scheme, confirmed_at=None)
    for held in waiting.filter(**{f"patient__standing__{taken_back.scheme}_version": taken_back.version}):
        confirm_move(held, by=by)


@transaction.atomic
def set_grade(patient: Patient, scheme: Scheme, grade: str, *, reason: str, until: date, by: User) -> GradeByHand:
    """Set a grade by hand until a day (PAT-7); one that is in force is ended. Facts follow within seconds.

    Refused: no_such_grade, no_reason, bad_end (today at the branch at the earliest, and not longer than the rules
    of the scheme allow).
    """
    if grade not in GRADES[scheme]:
        raise Refused("no_such_grade", _("This scheme has no such grade."))
    if not reason.strip():
        raise Refused("no_reason", _("Say why, so that a colleague understands it later."))
    today = patient.branch.today()
    [days] = [p.policy.safeguards.by_hand_days for p in policies_in_force() if p.scheme == scheme]
    if not today <= until <= today + timedelta(days=days):
        message = _("A grade by hand ends within %(days)s days.")
        raise Refused("bad_end", message, {"days": days})
    end_grade(patient, scheme, by=by)
    set_by_hand = GradeByHand.objects.create(
        patient=patient, scheme=scheme, grade=grade, reason=reason.strip(), until=until, by=by, at=clock.now()
    )
    touch([patient.pk])
    return set_by_hand


@transaction.atomic
def end_grade(patient: Patient, scheme: Scheme, *, by: User) -> None:
    """Let the rules decide again."""
    set_by_hand = GradeByHand.objects.select_for_update()
    for in_force in set_by_hand.filter(patient=patient, scheme=scheme, ended_at=None):
        in_force.ended_at, in_force.ended_by = clock.now(), by
        in_force.save(update_fields=["ended_at", "ended_by"])
        touch([patient.pk])


@transaction.atomic
def confirm_move(held: HeldMove, *, by: User) -> None:
    """Let a move that waits happen."""
    held.confirmed_by, held.confirmed_at = by, clock.now()
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    touch([held.patient_id])
