"""How the demo clinic asked its clients and what they said, by the same actions as everybody (AFT-1 to AFT-6)."""

from __future__ import annotations

from datetime import time, timedelta
from random import Random

from rapport.care.models import Treatment, Visit
from rapport.demo.cast import CARE, DESK
from rapport.demo.timetable import at_work
from rapport.feedback.aftercare.forms import fill_form
from rapport.feedback.answering import Answers, answer_survey, end_survey
from rapport.feedback.asking.sweep import ask_everyone
from rapport.feedback.models import Ending, Occasion, ServiceForm, Slip, SlipStage, Survey, SurveyedVisit, Through
from rapport.feedback.questions import sheet_of
from rapport.feedback.slips import deal_with
from rapport.lib import clock
from rapport.staff.models import Branch, User

# days back on which everyone was asked, and how many at a branch answered, or could not be spoken with, after each
_DAYS = ((16, 36, 6), (12, 22, 4), (6, 14, 3), (2, 8, 2))
# before that so many answered at a branch, of visits so many days back
_LONG_AGO, _BETWEEN = 30, (75, 360)
# slips are settled in their time up to then; later ones are on their way
_SETTLED_BEFORE = 8
_ENDS = (Ending.SPOKEN, Ending.DECLINED, Ending.NOT_REACHED)
# most are content; one in ten is not
_POINTS = (10, 10, 10, 10, 9, 9, 9, 8, 8, 6)
# forms of treatments so many days back are filed, but for a few
_FILED_AFTER, _UNFILED = 9, 3
# by language: what a client says who is not content, what was done about it, what stands in a form
_WORDS = {
    "zh-hans": ("等了半个多小时，没人说明原因", "打电话道歉，改约到上午第一个号", "恢复良好，已提醒复查"),
    "ru": (
        "Ждали больше получаса, никто не предупредил",
        "Позвонили, извинились, дали утреннее время",
        "Заживает хорошо",
    ),
}


def ask_clients(seed: int, branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """A year in which customer service asked who was treated; the last days are still to be done."""
    chance = Random(f"surveys {seed}")  # noqa: S311 lots, no secrets
    [first, *_others] = branches.values()
    for key, branch in branches.items():
        _long_ago(chance, branch, staff[CARE[key]])
        _settle(branch, staff[DESK[key]], staff[CARE[key]], keep=False)
    for days, answered, others in _DAYS:
        with clock.set_to(at_work(first, days, 8)):
            ask_everyone()
        for key, branch in branches.items():
            with clock.set_to(at_work(branch, days, 11)):
                _ask(chance, branch, answered, others, staff[CARE[key]])
        for key, branch in branches.items():
            _settle(branch, staff[DESK[key]], staff[CARE[key]], keep=days < _SETTLED_BEFORE)
    ask_everyone()
    for key, branch in branches.items():
        _file(chance, branch, staff[CARE[key]])


def _long_ago(chance: Random, branch: Branch, by: User) -> None:
    """Answers of the year before, each about one visit."""
    first, last = (branch.today() - timedelta(days=days) for days in reversed(_BETWEEN))
    treated = Treatment.objects.filter(
        visit__branch=branch, visit__day__range=(first, last), category__isnull=False
    )
    done = dict(treated.order_by("pk").values_list("visit_id", "category_id"))
    chosen = chance.sample(sorted(done), min(_LONG_AGO, len(done)))
    about = Visit.objects.filter(pk__in=chosen, patient__deceased=False, patient__time_zone="")
    for visit in about.order_by("day", "pk"):
        with clock.set_to(branch.moment(visit.day, time(11)) + timedelta(days=2)):
            survey = Survey.objects.create(
                patient_id=visit.patient_id,
                branch=branch,
                month=visit.day.replace(day=1),
                category_id=done[visit.pk],
                dentist_id=visit.dentist_id,
                due_on=branch.today(),
                caller=by,
            )
            SurveyedVisit.objects.create(survey=survey, visit=visit)
            _answer(chance, survey, by)


def _ask(chance: Random, branch: Branch, answered: int, others: int, by: User) -> None:
    # by day here it may be night where they live
    near = Survey.objects.open().filter(branch=branch, patient__time_zone="")
    waiting = near.filter(occasion__in=(Occasion.TREATED, Occasion.ORTHODONTIC))
    asked = list(waiting.select_related("about").order_by("pk"))
    chosen = chance.sample(asked, min(answered + others, len(asked)))
    for survey in chosen[:answered]:
        _answer(chance, survey, by)
    for survey in chosen[answered:]:
        end_survey(survey, chance.choice(_ENDS), through=Through.CALL, by=by)


def _answer(chance: Random, survey: Survey, by: User) -> None:
    sheet, points = sheet_of(survey), chance.choice(_POINTS)
    given = {sheet.overall.pk: points}
    if points < max(_POINTS):
        given |= {one.pk: max(1, points - chance.randint(0, 1)) for one in sheet.tapped[: chance.randint(0, 2)]}
    unhappy = min(given.values()) < 8
    remark = _WORDS.get(by.language, ("",))[0] if unhappy else ""
    answer_survey(survey, Answers(given, remark=remark), through=Through.CALL, by=by)


def _settle(branch: Branch, desk: User, care: User, *, keep: bool) -> None:
    """Whoever was not content is called by the dentist and asked again. Of late ones the first still lies with the
    dentist, and the second waits to be asked."""
    slips = Slip.objects.filter(branch=branch, stage=SlipStage.DENTIST).order_by("pk")
    for place, slip in enumerate(slips[1:] if keep else slips):
        with clock.set_to(slip.opened_at + timedelta(hours=6)):
            again = deal_with(slip, _WORDS[branch.language][1], by=slip.owner or desk)
        if place or not keep:
            with clock.set_to(slip.opened_at + timedelta(hours=28)):
                answer_survey(again, Answers({sheet_of(again).overall.pk: 9}), through=Through.CALL, by=care)


def _file(chance: Random, branch: Branch, by: User) -> None:
    """Forms are filed within days; a few are late, and those of the last days wait."""
    filed = branch.today() - timedelta(days=_FILED_AFTER)
    forms = list(ServiceForm.objects.open().filter(branch=branch, visit__day__lt=filed).order_by("pk"))
    for form in chance.sample(forms, max(0, len(forms) - _UNFILED)):
        fill_form(form, Answers(remark=_WORDS[branch.language][2]), by=by)
