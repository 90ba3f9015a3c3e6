"""What a client said of one dentist is not for the others, and nobody reads amounts that are not for them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from rapport.feedback.answering import Answers, answer_survey
from rapport.feedback.meeting import meeting_of, write_minute
from rapport.feedback.models import Slip, Survey, Through
from rapport.feedback.models.in_confidence import Confidant
from rapport.feedback.tests.asked import asked, question
from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from tests.cast import register

# what is walked here is decided alike on every kind of database
pytestmark = pytest.mark.one_database
SAID = "林医生没有听我说话"


@pytest.fixture
def chen(riverside: Branch) -> User:
    """陈牧, another dentist of Riverside."""
    return add_user("chen", name="陈牧", password=None, roles=[(Role.DENTIST, riverside)], language="en")


@pytest.fixture
def slip(zhou: Patient, dentist: User, caller: User) -> Slip:
    """周雅琴 gave five points after a treatment of 林岚, and said why."""
    answers = Answers(points={question("overall").pk: 5}, remark=SAID)
    answer_survey(asked(zhou, dentist=dentist), answers, through=Through.DESK, by=caller)
    return Slip.objects.get()


@pytest.fixture
def page(client: Client) -> Callable[[User, str], str]:
    def opened(user: User, address: str) -> str:
        client.force_login(user)
        return client.get(address).content.decode()

    return opened


def test_the_card_tells_the_points_to_all_and_the_words_to_whom_they_were_told(
    slip: Slip, page: Callable[[User, str], str], dentist: User, chen: User, caller: User
) -> None:
    """AFT-5, REC-12: the dentist it is about and customer service read the words; a colleague the points."""
    card = reverse("web:card_timeline", args=[slip.patient_id])
    for user in (dentist, chen, caller):
        assert "5 points of 10" in page(user, card)
    assert [SAID in page(user, card) for user in (dentist, chen, caller)] == [True, False, True]


def test_a_row_is_decided_as_a_query_would(
    slip: Slip, dentist: User, chen: User, caller: User, owner: User, marketer: User, almaty_marketer: User
) -> None:
    """REC-12: there is one rule, for rows that are read already and for those that are looked for."""
    for row in (slip, slip.survey):
        assert isinstance(row, Slip | Survey)
        for user in (dentist, chen, caller, owner, marketer, almaty_marketer):
            told = Confidant.at(user, row.branch_id).may_read(row)
            assert told is type(row).objects.visible_to(user).filter(pk=row.pk).exists(), user
            assert told is (user in (dentist, caller, owner))


def test_a_slip_says_where_to_call_and_for_a_child_whom(
    slip: Slip, page: Callable[[User, str], str], caller: User, zhou: Patient
) -> None:
    """AFT-5, REC-1: the number of the client dials; of a child that of who speaks for them."""
    address = reverse("web:slip", args=[slip.pk])
    assert 'href="tel:+8613800138000"' in page(caller, address)
    mother = register(zhou.branch, "周敏", phone="+8613811112222")
    Patient.objects.filter(pk=slip.patient_id).update(birth_date=zhou.branch.today(), guardian=mother)
    shown = page(caller, address)
    assert 'href="tel:+8613811112222"' in shown and "13800138000" not in shown


def test_minutes_are_read_without_amounts_by_who_may_see_none(
    zhou: Patient, page: Callable[[User, str], str], owner: User, caller: User
) -> None:
    """CMP-7, REC-12: on the page of the day, in the archive, and on the table from earlier mornings."""
    branch = zhou.branch
    meeting = meeting_of(branch, branch.today())
    write_minute(meeting, "退还 74129 元给她", by=owner, about=zhou, is_problem=True)
    for address in (f"{reverse('web:today')}?branch={branch.pk}", reverse("web:today_archive", args=[branch.pk])):
        assert "74129" in page(owner, address)
        assert "74129" not in page(caller, address) and "退还" in page(caller, address)
