"""What complaints and promises add to a person's timeline (REC-7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from rapport.feedback.models import Complaint, ComplaintMove, ComplaintStep, Promise
from rapport.lib.timeline import Copied, Event, Kind
from rapport.people.models import Patient
from rapport.people.reading import Part

READS = (Part("complaints", (), ("steps__by", "kind_rows")), Part("promises", ("owner", "made_by", "ended_by")))

_TOLD = {
    ComplaintMove.RAISED: ("message-report", "bad"),
    ComplaintMove.AGREED: ("message-report", "info"),
    ComplaintMove.AGAIN: ("message-report", "bad"),
    ComplaintMove.CLOSED: ("circle-check", "good"),
    ComplaintMove.REOPENED: ("message-report", "bad"),
}
_WITH_THEM = (ComplaintMove.RAISED, ComplaintMove.AGREED)


def events(patient: Patient, *, with_care: bool) -> Iterator[Event]:
    """Complaints as they were raised, agreed on and closed, and what was promised. The words are for those who see
    care."""
    for complaint in patient.complaints.all():
        for step in complaint.steps.all():
            if step.move in _TOLD and not step.skipped:
                yield _step(complaint, step, patient, with_care=with_care)
    for made in patient.promises.all():
        yield _promise(made, patient, with_care=with_care)


def _step(complaint: Complaint, step: ComplaintStep, patient: Patient, *, with_care: bool) -> Event:
    at, (icon, tone) = patient.branch.local(step.at), _TOLD[ComplaintMove(step.move)]
    what = _(", ").join(str(kind.label) for kind in complaint.kinds) or complaint.get_heard_display()
    beside = [what, complaint.get_severity_display()] if step.move == ComplaintMove.RAISED else []
    if step.points is not None:
        beside.append(_("%(points)s points of 10") % {"points": step.points})
    return Event(
        at.date(),
        Kind.CONTACT,
        icon,
        _("Complaint: %(step)s") % {"step": step.get_move_display()},
        beside=" · ".join(filter(None, (*beside, str(step.by or "")))),
        below=step.words if with_care else "",
        tone=tone,
        at=at,
        # what was said at first and what was agreed; the rest is how the house dealt with it
        copied=Copied.WHOLE if step.move in _WITH_THEM else Copied.WITHOUT_WORDS,
    )


def _promise(made: Promise, patient: Patient, *, with_care: bool) -> Event:
    at = patient.branch.local(made.made_at)
    tone = "bad" if made.broken_at else "good" if made.kept_at else ""
    return Event(
        at.date(),
        Kind.CONTACT,
        "heart-handshake",
        _("Promised: %(state)s") % {"state": made.state.label},
        beside=str(made.owner or ""),
        below=made.words if with_care else "",
        tone=tone,
        at=at,
        copied=Copied.WHOLE,
    )
