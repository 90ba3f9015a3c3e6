"""What the clinic writes: names filled in, parts counted, nothing told that is nobody's business (CAM-7)."""

from __future__ import annotations

from datetime import date

import pytest
from auditlog.models import LogEntry
from hypothesis import given
from hypothesis import strategies as st

from rapport.care.actions import NewVisit, record_visits
from rapport.care.models import Visit
from rapport.lib.refusal import Refused
from rapport.outreach.models import Template
from rapport.outreach.wording.actions import retire_template, save_wording
from rapport.outreach.wording.discretion import tells_of_illness
from rapport.outreach.wording.letters import for_letters, in_force, letter, own_letter
from rapport.outreach.wording.placeholders import Placeholder, check, fill
from rapport.outreach.wording.shipped import shipped, take_over_shipped, template_for
from rapport.outreach.wording.sms import measure
from rapport.people.actions import put_guardian
from rapport.people.models import Patient
from rapport.staff.models import Branch
from tests.cast import register


@pytest.mark.parametrize(
    ("text", "places", "parts"),
    [
        ("", 0, 0),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),  # a euro takes two places
        ("牙" * 70, 70, 1),
        ("牙" * 71, 71, 2),
        ("я" * 134, 134, 2),
        ("я" * 135, 135, 3),
        ("a" * 69 + "🦷", 71, 2),  # a picture takes two places, and makes all of it wide
    ],
)
def test_an_sms_is_counted_as_it_is_billed(text: str, places: int, parts: int) -> None:
    """CAM-7: 70 characters a part for Chinese and Cyrillic, 160 for Latin; 67 and 153 of several."""
    told = measure(text)
    assert (told.places, told.parts) == (places, parts)


@pytest.mark.parametrize(
    "text",
    [
        "Пора лечить кариес",
        "у вас пульпит",
        "Ждём на удаление",
        "Имплантация в рассрочку",
        "зуб 46 пора лечить",
        "по 46-му зубу",
        "您的龋齿需要治疗",
        "种植方案",
        "26号牙",
        "Your root canal",
        "tooth 26",
        "results of your HIV test",
    ],
)
def test_an_sms_tells_of_no_illness(text: str) -> None:
    """REC-11, CAM-7: whoever holds the phone reads it."""
    assert tells_of_illness(text)


@pytest.mark.parametrize(
    "text",
    [
        "Марина Сергеевна, пора на осмотр и чистку. Ждём вас 12 декабря в 18:30.",
        "欧阳先生,该洗牙和检查了,12月16日见。",
        "Ms Marsh, it is time for your check-up and cleaning.",
        "Скидка 20 % до 31.12, тел. +7 914 555-46-26",
    ],
)
def test_an_invitation_may_be_sent(text: str) -> None:
    assert not tells_of_illness(text)


def test_only_names_of_the_list_are_filled_in() -> None:
    """CAM-7: an allow-list; the nearest name is suggested, and a lone brace is refused."""
    check("{greeting}, {clinic}")
    with pytest.raises(Refused, match="greeting"):
        check("{greting}")
    for text in ("{patient.password}", "{0}", "{}", "{{greeting}}", "a } b", "{greeting"):
        with pytest.raises(Refused):
            check(text)


@given(st.text(max_size=40))
def test_what_a_value_says_is_never_read_as_a_name(value: str) -> None:
    assert fill("{greeting}!", {"greeting": value or "x", "clinic": "secret"}) == f"{value or 'x'}!"


@pytest.fixture
def recall(owner) -> Template:  # type: ignore[no-untyped-def]
    template = Template.objects.create(name="Recall", purpose="care")
    save_wording(template, "sms", "zh-hans", body="{greeting},该复查了。{clinic}", by=owner)
    save_wording(template, "sms", "ru", body="{greeting}, ждём {name}. {clinic}", by=owner)
    return template


def _read(patient: Patient) -> Patient:
    return for_letters(Patient.objects.filter(pk=patient.pk)).get()


def test_everyone_is_written_to_in_their_language(recall, khalilova, zhou, owner) -> None:
    """CAM-7, REC-1: by name and custom of the language; without words in it nothing is written."""
    words = in_force(recall)
    assert letter(_read(zhou), words, "sms", writer=owner).body.startswith("周")
    Patient.objects.filter(pk=khalilova.pk).update(language="ru")
    assert "Марина Сергеевна" in letter(_read(khalilova), words, "sms", writer=owner).body
    Patient.objects.filter(pk=khalilova.pk).update(language="en")
    with pytest.raises(Refused, match="English"):
        letter(_read(khalilova), words, "sms", writer=owner)


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "2024年7月"), ("ru", "июль 2024"), ("en", "July 2024")]
)
def test_the_month_of_the_last_visit_is_said_as_the_language_does(zhou, owner, language, said) -> None:
    record_visits([NewVisit(Visit(patient=zhou, branch=zhou.branch, day=date(2024, 7, 25)))])
    Patient.objects.filter(pk=zhou.pk).update(language=language)
    assert own_letter(_read(zhou), "", "{last_visit}", "wechat", writer=owner).body == said


def test_about_a_child_the_parent_is_written_to(recall, khalilova, owner) -> None:
    """REC-1, REC-11: a child's messages go to the guardian, and say whom they are about."""
    child = register(khalilova.branch, "Халилова Алиса", birth_date=date(2018, 5, 1))
    put_guardian(child, khalilova, by=owner)
    Patient.objects.filter(pk=khalilova.pk).update(language="ru")
    body = letter(_read(child), in_force(recall), "sms", writer=owner).body
    assert body.startswith("Марина Сергеевна, ждём Алиса")


def test_a_letter_with_a_hole_does_not_go_out(zhou, owner) -> None:
    with pytest.raises(Refused, match="dentist"):
        own_letter(_read(zhou), "", "{dentist}", "wechat", writer=owner)
    with pytest.raises(Refused, match="龋"):
        own_letter(_read(zhou), "", "您有龋齿", "sms", writer=owner)


def test_what_comes_with_the_program_can_be_sent_everywhere(owner, zhou) -> None:
    """CAM-7: in every language by every channel, an SMS of at most three parts; taken over once."""
    taken = take_over_shipped("ru", by=owner)
    assert len(taken) == len(shipped()) and not take_over_shipped("ru", by=owner)
    for template in taken:
        assert len(in_force(template)) == 4 * 3
        for (channel, _language), wording in in_force(template).items():
            if channel == "sms":
                filled = fill(wording.body, dict.fromkeys(Placeholder, "Марина Сергеевна"))
                assert measure(filled).parts <= 3


@pytest.mark.parametrize(
    ("text", "kept", "told"),
    [
        ("See you. {clinic} {phone}", "+77272501234", "See you. 阿拉木图 +7 727 250-12-34"),
        ("See you. {clinic} {phone}", "", "See you. 阿拉木图"),
        ("Call {phone}. {clinic}", "+77272501234", "Call +7 727 250-12-34. 阿拉木图"),
        ("Call {phone}. {clinic}", "", None),
    ],
)
def test_a_letter_says_whom_to_call(zhou, owner, text: str, kept: str, told: str | None) -> None:
    """A branch without a number has letters too: one that ends with it ends before it, another has a hole."""
    Branch.objects.filter(pk=zhou.branch_id).update(phone=kept, name="阿拉木图")
    person = for_letters(Patient.objects.filter(pk=zhou.pk)).get()
    if told is None:
        with pytest.raises(Refused):
            own_letter(person, "", text, "email", writer=owner)
        return
    assert own_letter(person, "", text, "email", writer=owner).body == told


def test_shipped_letters_that_speak_of_a_visit_say_whom_to_call() -> None:
    without = {"birthday", "survey", "survey_again", "booking_code"}
    for one in shipped():
        for body in one["body"].values():
            assert body.endswith("{clinic} {phone}") == (one["occasion"] not in without), one["occasion"]


def test_a_change_of_words_is_a_version(recall, owner) -> None:
    """CAM-7: what was sent stays readable; the same words again are no version, none takes them away."""
    again = save_wording(recall, "sms", "ru", body="{greeting}, ждём {name}. {clinic} ", by=owner)
    assert again.version == 1
    assert save_wording(recall, "sms", "ru", body="{greeting}!", by=owner).version == 2
    save_wording(recall, "sms", "ru", body="", by=owner)
    assert ("sms", "ru") not in in_force(recall) and recall.wordings.count() == 4
    for body in ("{nobody}", "я" * 700, "кариес"):
        with pytest.raises(Refused):
            save_wording(recall, "sms", "ru", body=body, by=owner)
    of_words = LogEntry.objects.get_for_objects(recall.wordings.filter(language="ru"))
    assert of_words.count() == 3  # each version leaves its line


def test_the_invitation_to_a_survey_holds_its_link(zhou: Patient) -> None:
    """AFT-6: the house's words, else those that come with the program; a link stands nowhere else."""
    words = template_for("survey", zhou.branch)
    assert words is not None and template_for("survey", zhou.branch) == words, "taken over once"
    [person] = for_letters(Patient.objects.filter(pk=zhou.pk))
    told = letter(person, in_force(words), "sms", writer=None, link="https://clinic.example/survey/abc/")
    assert "https://clinic.example/survey/abc/" in told.body and told.subject == ""
    with pytest.raises(Refused, match="link"):
        own_letter(person, "", "{link}", "sms", writer=None)
    retire_template(words)
    assert template_for("survey", zhou.branch) is None, "then nobody is written to"
