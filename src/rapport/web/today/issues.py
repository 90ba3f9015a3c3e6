"""What came up: open complaints and slips, what keeps coming back, and problems of earlier mornings (CMP-7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.feedback.meeting import on_the_table
from rapport.feedback.models import Complaint, Raised, Slip
from rapport.feedback.reviews import REPEATED_DAYS, proposals
from rapport.lib import clock
from rapport.staff.models import Branch, User
from rapport.staff.roles import Right
from rapport.web.sight import Sight
from rapport.web.slips.pages import low_words

SHOWN = 8


@dataclass(frozen=True)
class Issue:
    """One thing to talk over: what happened, with whom it lies, and by when; `key` is what a tick is kept by."""

    key: str
    title: str
    words: str
    beside: str
    due: str
    late: bool
    url: str
    talked: bool = False
    patient_id: int | None = None


def issues_of(branch: Branch, day: date, user: User) -> list[Issue]:
    """Those that `user` may read, the most urgent first, with the ticks of the meeting of `day`."""
    if not user.may_at(Right.SEE_FEEDBACK, branch.pk):
        return []
    ticked = set(Raised.objects.filter(meeting__branch=branch, meeting__day=day).values_list("what", flat=True))
    found = (_complaints(branch, user), _slips(branch, user), _to_review(branch, user), _left(branch, day, user))
    return [replace(one, talked=one.key in ticked) for one in chain.from_iterable(found)]


def proposed(issues: Sequence[Issue], coming: Mapping[int, datetime]) -> str:
    """The one thing to mind today, as the day proposes it: the most urgent issue of somebody who comes, else the
    most urgent of all. `coming` are those who come, and when."""
    here = next((one for one in issues if one.patient_id in coming), None)
    if here is not None and here.patient_id is not None:
        at = f"{coming[here.patient_id]:%H:%M}"
        return _("%(what)s. Comes at %(time)s: answer in person before.") % {"what": here.title, "time": at}
    return issues[0].title if issues else ""


def _complaints(branch: Branch, user: User) -> Iterator[Issue]:
    seen = Complaint.objects.visible_to(user).open().filter(branch=branch).select_related("owner", "patient")
    seen = seen.prefetch_related("kind_rows")
    sight, now = Sight.at(user, branch.pk), clock.now()
    for one in seen.order_by("-severity", "solution_due", "pk")[:SHOWN]:
        due = one.solution_due if one.first_word_at else one.first_word_due
        said = _("first word given") if one.first_word_at else _("first word not given yet")
        yield Issue(
            f"complaint:{one.pk}",
            " · ".join(filter(None, (one.patient.full_name if one.patient else "", _first_kind(one)))),
            sight.text(one.words),
            " · ".join(filter(None, (str(one.owner or _("nobody has it")), said))),
            _moment(due, branch),
            due < now,
            _url("web:complaint", one.pk),
            patient_id=one.patient_id,
        )


def _first_kind(complaint: Complaint) -> str:
    kinds = [str(kind.label) for kind in complaint.kinds]
    return _("complaint: %(kinds)s") % {"kinds": _(", ").join(kinds)} if kinds else _("complaint")


def _slips(branch: Branch, user: User) -> Iterator[Issue]:
    seen = Slip.objects.visible_to(user).open().filter(branch=branch).select_related("owner", "patient", "survey")
    sight, now = Sight.at(user, branch.pk), clock.now()
    for one in seen.order_by("due_at", "pk")[:SHOWN]:
        yield Issue(
            f"slip:{one.pk}",
            f"{one.patient.full_name} · {low_words(one.low)}",
            sight.text(one.survey.words if one.survey else ""),
            " · ".join(filter(None, (str(one.get_stage_display()), str(one.owner or "")))),
            _moment(one.due_at, branch) if one.due_at else "",
            one.due_at is not None and one.due_at < now,
            _url("web:slip", one.pk),
            patient_id=one.patient_id,
        )


def _to_review(branch: Branch, user: User) -> Iterator[Issue]:
    """Kinds of complaints that repeat and that nobody has reviewed (CMP-6); a grave one stands there itself."""
    now = clock.now()
    lately = Complaint.objects.visible_to(user).filter(branch=branch, raised_at__gt=now - timedelta(REPEATED_DAYS))
    read = lately.select_related("branch").prefetch_related("kind_rows", "reviews")
    for one in proposals(read, now):
        if one.repeated:
            times = len(one.complaints)
            title = ngettext(
                "%(kind)s: %(n)s time in %(days)s days", "%(kind)s: %(n)s times in %(days)s days", times
            )
            said = {"kind": capfirst(str(one.kind.label)), "n": times, "days": REPEATED_DAYS}
            words = _("A case review would find the cause.")
            yield Issue(f"kind:{one.kind}", title % said, words, "", _("to decide"), False, _url("web:reviews"))


def _left(branch: Branch, day: date, user: User) -> Iterator[Issue]:
    sight = Sight.at(user, branch.pk)
    for one in on_the_table(branch, day).filter(Q(meeting__day__lt=day)):
        since = _("on the table since %(day)s") % {"day": date_format(one.meeting.day, "MONTH_DAY_FORMAT")}
        who = str(one.assigned_to or one.by or "")
        yield Issue(
            f"minute:{one.pk}", sight.text(one.words), "", who, since, False, "", patient_id=one.patient_id
        )


def _moment(at: datetime, branch: Branch) -> str:
    local = branch.local(at)
    if local.date() == branch.today():
        return _("today %(time)s") % {"time": f"{local:%H:%M}"}
    return f"{date_format(local, 'MONTH_DAY_FORMAT')} {local:%H:%M}"


def _url(name: str, *args: object) -> str:
    return reverse(name, args=args)
