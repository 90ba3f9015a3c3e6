"""What is asked: few questions, the category's own first, in three languages; the clinic changes them (AFT-4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rapport.care.models import Category
from rapport.feedback.models import Form, Occasion, Question, Slip, Survey, Use
from rapport.feedback.questions import (
    MOST_ASKED,
    MOST_TAPPED,
    NewQuestion,
    add_question,
    change_question,
    install_questions,
    move_question,
    retire_question,
    sheet_of,
    shipped_questions,
    take_up_question,
)
from rapport.feedback.scores import Dimension
from rapport.feedback.tests.asked import asked, question
from rapport.lib.refusal import Refused
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES

pytestmark = pytest.mark.django_db
GUMS = NewQuestion(
    use="survey",
    form="score",
    words={"zh-hans": "牙龈还好吗?", "ru": "Как дёсны?", "en": "How are your gums?"},
    dimension="result",
    category="hygiene",
    short={"en": "Gums"},
)


def keys(questions: tuple[Question, ...]) -> list[str]:
    return [one.key for one in questions]


def test_the_shipped_questions_speak_three_languages_and_ask_about_every_dimension() -> None:
    """AFT-4."""
    assert install_questions() == 0
    for one in Question.objects.all():
        assert set(one.words) == {code for code, _name in LANGUAGES}
        assert not one.short or set(one.short) == set(one.words)
    everybody = Question.objects.filter(use=Use.SURVEY, category=None)
    assert set(everybody.values_list("dimension", flat=True)) == set(Dimension)
    treated = set(Category.objects.exclude(code__in=["checkup", "other"]).values_list("code", flat=True))
    for use in Use:
        assert set(Question.objects.filter(use=use).exclude(category=None).values_list("category", flat=True)) == (
            treated
        )


@pytest.mark.parametrize("category", ["hygiene", "surgery", "paediatric", "other"])
def test_a_survey_asks_few_things_and_its_categorys_own_first(zhou: Patient, category: str) -> None:
    """AFT-6: under a minute."""
    sheet = sheet_of(asked(zhou, category))
    own = {one["key"] for one in shipped_questions() if one["category_id"] == category and one["use"] == "survey"}
    shown = [*keys(sheet.asked), *keys(sheet.tapped)]
    assert sheet.overall.key == "overall" and own <= set(shown)
    assert len(sheet.asked) <= MOST_ASKED and len(sheet.tapped) <= MOST_TAPPED
    assert {one.dimension for one in sheet.tapped} == set(Dimension) - {Dimension.OVERALL}


def test_whether_it_is_settled_is_asked_about_what_was_low(zhou: Patient) -> None:
    """AFT-5."""
    first = asked(zhou)
    slip = Slip.objects.create(
        patient=zhou, branch=zhou.branch, survey=first, low={"waiting": 5, "overall": 6}, points=5
    )
    again = Survey.objects.create(
        patient=zhou, branch=zhou.branch, month=first.month, due_on=first.due_on, category_id="hygiene",
        occasion=Occasion.AGAIN, about=slip,
    )  # fmt: skip
    sheet = sheet_of(again)
    assert (sheet.overall.key, keys(sheet.tapped), sheet.asked) == ("overall", ["waiting"], ())


def test_other_words_are_another_question_at_the_same_place(owner: User) -> None:
    old = question("hygiene_gentle")
    new = NewQuestion("survey", "yes_no", old.words | {"en": "Did it hurt?"}, category="hygiene")
    changed = change_question(old, new, by=owner)
    assert (changed.key, changed.position, changed.made_by) == (old.key, old.position, owner)
    old.refresh_from_db()
    assert old.retired_at is not None and old.words["en"] == "Was the cleaning gentle?"
    assert change_question(changed, new, by=owner) == changed
    assert refusal(lambda: change_question(old, new, by=owner)) == "retired"
    assert refusal(lambda: take_up_question(old)) == "replaced"
    assert install_questions() == 0


def test_a_question_of_ones_own_is_added_retired_and_taken_up_again(zhou: Patient, owner: User) -> None:
    gums = add_question(GUMS, by=owner)
    assert gums in sheet_of(asked(zhou)).tapped
    retire_question(gums)
    assert gums not in sheet_of(asked(zhou)).tapped
    take_up_question(gums)
    assert gums in sheet_of(asked(zhou)).tapped
    assert (gums.word("en"), gums.word("ru"), gums.spoken("ru")) == ("Gums", "Gums", "Как дёсны?")


def test_the_first_question_stays(owner: User) -> None:
    overall = question("overall")
    assert refusal(lambda: retire_question(overall)) == "overall"
    elsewhere = NewQuestion("survey", Form.SCORE, overall.words, "waiting")
    assert refusal(lambda: change_question(overall, elsewhere, by=owner)) == "overall"


def test_what_nobody_could_read_is_refused(owner: User) -> None:
    before = Question.objects.count()
    for wrong, code in (
        (replace(GUMS, words={"en": "Gums?", "ru": " "}), "no_words"),
        (replace(GUMS, words=dict(GUMS.words) | {"en": "x" * 201}), "too_long"),
        (replace(GUMS, short={"en": "x" * 41}), "too_long"),
        (replace(GUMS, dimension=""), "dimension"),
    ):
        assert refusal(lambda wrong=wrong: add_question(wrong, by=owner)) == code  # type: ignore[misc]
    assert Question.objects.count() == before


def test_the_order_is_the_clinics() -> None:
    price = question("price")
    move_question(price, up=True)
    first = [one.key for one in Question.objects.filter(use="survey", category=None)][:3]
    assert first == ["overall", "price", "waiting"]
    move_question(price, up=False)
    move_question(question("hygiene"), up=False)  # the last already
    assert [one.key for one in Question.objects.filter(use="survey", category=None)][:2] == ["overall", "waiting"]


def refusal(act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.code
