"""An import is taken back: as if it had never been, but for what somebody has touched since."""

from datetime import date, timedelta

import pytest

from rapport.care.models import Visit
from rapport.feedback.models import Survey, SurveyedVisit
from rapport.importing.models import ImportedKey
from rapport.importing.report import kept_by_undo
from rapport.importing.tests.engine import bring_in, dump, outcomes, take_back
from rapport.lib.refusal import Refused
from rapport.outreach.models import Closing, Task, WorkList
from rapport.outreach.task_actions import assign_tasks
from rapport.people.actions import write_note
from rapport.people.models import Household, Patient, Source, Tag
from rapport.segmentation.refresh import drain_changed, refresh_facts
from rapport.segmentation.worklists.shipping import install_rules
from rapport.segmentation.worklists.sweep import sweep_lists
from rapport.staff.models import Branch, User
from tests.cast import edit, register

PEOPLE = "病历号,姓名,出生日期,手机号,来源,标签,介绍人,地址,知情同意"


def test_after_undoing_everything_is_as_before(riverside: Branch) -> None:
    register(riverside, "王芳", file_number="1", birth_date=date(1980, 2, 3), address="旧址")
    while drain_changed():
        pass
    refresh_facts()
    before = dump()
    imported = bring_in(
        riverside,
        f"{PEOPLE}\n1,王芳,1980-02-03,13911112222,抖音,VIP,李强,新址,是\n2,李强,1975-01-01,13933334444,抖音,VIP,,江南路,",
        "病历号,就诊日期,治疗项目,金额,实收\n1,2024-03-05,洁治,300,300\n2,2024-03-05,补牙,500,100",
        "预约号,病历号,预约日期,预约时间,状态\nA1,1,2024-03-05,10:00,已完成\nA2,2,2024-06-05,10:00,爽约",
    )
    assert imported.counts == {"changed": 1, "new": 5}
    assert dump() != before
    take_back(imported)
    assert dump() == before
    assert not ImportedKey.objects.exists()


def test_a_person_with_a_note_of_today_stays(riverside: Branch, desk: User) -> None:
    imported = bring_in(riverside, f"{PEOPLE}\n1,王芳,1980-02-03,,抖音,,,,\n2,李强,1975-01-01,,,,,,")
    write_note(Patient.objects.get(file_number="1"), "怕疼", by=desk)
    take_back(imported)
    assert Patient.objects.get().full_name == "王芳"
    assert Source.objects.get().name == "抖音"
    assert any("王芳" in line for line in kept_by_undo(imported))


def test_who_was_asked_how_it_was_stays_with_the_visit(riverside: Branch) -> None:
    """AFT-2: what a client was asked, and answered, is not taken back with the file of the visit."""
    imported = bring_in(
        riverside,
        f"{PEOPLE}\n1,王芳,1980-02-03,,,,,,\n2,李强,1975-01-01,,,,,,",
        f"病历号,就诊日期,治疗项目,金额,实收\n1,{riverside.today()},洁治,300,300\n2,{riverside.today()},洁治,300,300",
    )
    asked = Visit.objects.get(patient__file_number="1")
    told = {"patient": asked.patient, "branch": riverside, "due_on": asked.day}
    survey = Survey.objects.create(**told, month=asked.day.replace(day=1))
    SurveyedVisit.objects.create(survey=survey, visit=asked)
    take_back(imported)
    assert [Patient.objects.get(), Visit.objects.get(), Survey.objects.get()] == [asked.patient, asked, survey]


def test_what_a_rule_made_and_closed_by_itself_keeps_nobody(riverside: Branch, desk: User) -> None:
    """A birthday came onto a list since they had visits, and left it when the visits were taken back."""
    install_rules()
    born = riverside.today().replace(year=1984)
    people = bring_in(riverside, f"{PEOPLE}\n1,王芳,{born},,,,,,\n2,李强,{born},,,,,,")
    day = riverside.today() - timedelta(days=40)
    visits = bring_in(riverside, f"病历号,就诊日期,治疗项目,金额,实收\n1,{day},洁治,300,300\n2,{day},洁治,300,300")
    _look()
    touched = Task.objects.get(patient__file_number="2", work_list=WorkList.BIRTHDAY)
    assign_tasks([touched], desk, by=desk)
    take_back(visits)
    _look()
    assert {task.closed_how for task in Task.objects.filter(work_list=WorkList.BIRTHDAY)} == {Closing.REASON_GONE}
    take_back(people)
    assert Task.objects.get() == touched, "somebody's word on it is not taken back with the file"
    assert Patient.objects.get().full_name == "李强"


def _look() -> None:
    while drain_changed():
        pass
    refresh_facts()
    sweep_lists()


def test_a_person_who_was_corrected_by_hand_stays(riverside: Branch) -> None:
    imported = bring_in(riverside, f"{PEOPLE}\n1,王芳,1980-02-03,,,,,,")
    wang = Patient.objects.get()
    edit(wang, occupation="教师")
    take_back(imported)
    assert Patient.objects.get().occupation == "教师"


def test_who_stays_is_still_known_when_the_file_comes_again(riverside: Branch, desk: User) -> None:
    text = f"{PEOPLE}\n,王芳,,,,,,,"
    imported = bring_in(riverside, text)
    write_note(Patient.objects.get(), "怕疼", by=desk)
    take_back(imported)
    assert outcomes(bring_in(riverside, text)) == ["same"]


def test_a_field_changed_since_stays_the_others_go_back(riverside: Branch) -> None:
    wang = register(riverside, "王芳", file_number="1", address="旧址", occupation="")
    imported = bring_in(riverside, "病历号,姓名,地址,职业\n1,王芳,新址,教师")
    wang.refresh_from_db()
    edit(wang, address="第三个地址")
    take_back(imported)
    wang.refresh_from_db()
    assert (wang.address, wang.occupation) == ("第三个地址", "")
    assert kept_by_undo(imported)


def test_undone_and_brought_in_again_is_new(riverside: Branch) -> None:
    text = f"{PEOPLE}\n1,王芳,1980-02-03,13911112222,抖音,VIP,,,"
    take_back(bring_in(riverside, text))
    assert outcomes(bring_in(riverside, text)) == ["new"]


def test_what_a_second_import_changed_outlives_the_undoing_of_the_first(riverside: Branch) -> None:
    first = bring_in(riverside, f"{PEOPLE}\n1,王芳,1980-02-03,,,,,旧址,")
    second = bring_in(riverside, f"{PEOPLE}\n1,王芳,1980-02-03,,,,,新址,")
    take_back(first)
    assert Patient.objects.get().address == "新址"
    take_back(second)
    assert Patient.objects.get().address == "旧址"


def test_tags_and_households_made_on_the_way_go_too(riverside: Branch) -> None:
    tags = Tag.objects.count()
    imported = bring_in(riverside, "姓名,出生日期,标签,家庭\n王芳,1980-02-03,VIP,王家\n李强,1979-02-03,VIP,王家")
    assert Household.objects.get().members.count() == 2
    take_back(imported)
    assert (Household.objects.count(), Tag.objects.count()) == (0, tags)


def test_patients_undone_before_their_visits_can_be_undone_again(riverside: Branch) -> None:
    """They stay as long as something belongs to them; once that is gone nobody has to be deleted by hand."""
    before = dump()
    people = bring_in(riverside, "姓名,手机号\n王芳,13911112222\n李强,13933334444")
    visits = bring_in(riverside, "姓名,手机号,就诊日期,治疗项目\n王芳,13911112222,2024-03-05,洁治")
    take_back(people)
    assert (Patient.objects.get().full_name, len(kept_by_undo(people))) == ("王芳", 1)
    take_back(visits)
    take_back(people)
    assert kept_by_undo(people) == []
    assert dump() == before
    with pytest.raises(Refused):
        take_back(people)
