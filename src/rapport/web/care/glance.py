"""What the Overview shows of the mouth: the open plans and the potential problems, at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from rapport.care.chart import ChartRow, chart_rows
from rapport.care.models import Finding, FindingState, Plan, PlanState, ThinkingTime, Treatment
from rapport.care.models.plan import UNFINISHED
from rapport.care.rules import thinking_until
from rapport.lib import fdi
from rapport.lib.figures import show_amount
from rapport.lib.teeth import read_teeth
from rapport.lib.unreadable import Unreadable
from rapport.people.models import Patient
from rapport.people.reading import rows_read
from rapport.web.care.drawing import LARGE, SMALL, Drawing, draw

# findings named beside the small chart; the chart shows them all
NAMED = 4

_TONES = {
    PlanState.CONSIDERING: "info",
    PlanState.ACCEPTED: "good",
    PlanState.DONE: "good",
    PlanState.DECLINED: "bad",
}


@dataclass(frozen=True)
class PlanLineShown:
    """A plan in a list: what it comes to ("" for whoever sees no amounts), and whether it is thought over."""

    plan: Plan
    amount: str
    tone: str
    thinking: bool


@dataclass(frozen=True)
class MouthGlance:
    """`chart` is drawn where there are problems to see on it."""

    plans: Sequence[PlanLineShown]
    chart: Drawing | None
    problems: Sequence[Finding]
    more_problems: int


def mouth_glance(patient: Patient, *, with_money: bool) -> MouthGlance:
    """For whoever may see care. Of a file that is read (`care.timeline.reads`) it costs no query."""
    findings = list(patient.findings.all())
    problems = sorted(
        (finding for finding in findings if finding.state == FindingState.OPEN),
        key=lambda finding: (_URGENCIES.index(finding.urgency), finding.place),
    )
    unfinished = [plan for plan in patient.plans.all() if plan.state in UNFINISHED]
    lines = (line for visit in patient.visits.all() for line in visit.treatments.all())
    return MouthGlance(
        plans=plan_lines(patient, unfinished, with_money=with_money),
        chart=draw(_rows(patient, findings, _teeth_of(lines)), SMALL) if problems else None,
        problems=problems[:NAMED],
        more_problems=max(0, len(problems) - NAMED),
    )


_URGENCIES = ("urgent", "soon", "watch")


def plan_lines(patient: Patient, plans: Sequence[Plan], *, with_money: bool) -> list[PlanLineShown]:
    """Plans as lists show them, latest first. The times to think are those of the file, or one query."""
    today, currency, language = patient.branch.today(), patient.branch.currency, get_language() or "en"
    times: dict[int | None, list[ThinkingTime]] = {}
    for thinking in _thinking_times(patient):
        times.setdefault(thinking.plan_id, []).append(thinking)
    return [
        PlanLineShown(
            plan,
            show_amount(plan.amount, currency, language) if with_money and plan.amount else "",
            _TONES.get(PlanState(plan.state), ""),
            thinking_until(times.get(plan.pk, ()), today) is not None,
        )
        for plan in sorted(plans, key=lambda plan: (plan.presented_on, plan.pk), reverse=True)
    ]


def _thinking_times(patient: Patient) -> Sequence[ThinkingTime]:
    read = rows_read(patient, "thinking_times")
    return list(patient.thinking_times.select_related("plan")) if read is None else read


def chart_of(patient: Patient, findings: Sequence[Finding]) -> Drawing:
    """The large chart of `patient` today, with the teeth that treatments name. One query."""
    named = Treatment.objects.filter(patient=patient, category_id__in=_LASTING).exclude(teeth="")
    return draw(_rows(patient, findings, _teeth_of(named)), LARGE)


def _rows(patient: Patient, findings: Sequence[Finding], treated: set[str]) -> list[ChartRow]:
    return chart_rows(findings, fdi.dentition(patient.age_on(patient.branch.today())), treated)


# what leaves something in the tooth that is seen later; a check-up does not
_LASTING = ("filling", "endodontic", "restoration", "implant", "paediatric")


def _teeth_of(treatments: Iterable[Treatment]) -> set[str]:
    """The teeth that past treatments name; words that name none say nothing."""
    treated: set[str] = set()
    for text in {line.teeth for line in treatments if line.teeth and line.category_id in _LASTING}:
        try:
            treated |= {str(tooth) for tooth in read_teeth(text)}
        except Unreadable:
            continue
    return treated
