"""What the record that stays says when two become one (REC-10), decided without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from rapport.people.merging.choosing import Pick, decided, differing, questions, suggested
from rapport.people.merging.strictness import one_contact

EARLIER, LATER = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)
FIELDS = (
    "id", "branch_id", "file_number", "full_name", "family_name", "given_name", "middle_name", "sex", "deceased",
    "died_on", "occupation", "referrer_id", "referrer_words", "guardian_id", "remark", "registered_on",
    "updated_at",
)  # fmt: skip
ASKED = questions(FIELDS)


def record(pk: int, updated_at: datetime = EARLIER, **said: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(FIELDS, "")
    nothing |= dict.fromkeys(("died_on", "referrer_id", "guardian_id", "registered_on"))
    own = {"id": pk, "branch_id": 1, "full_name": "王小明", "deceased": False, "updated_at": updated_at}
    return {**nothing, **own, **said}


def test_a_name_is_chosen_as_a_whole() -> None:
    """REC-10: never the family name of one record with the given name of the other."""
    a = record(1, full_name="Wang Ming", family_name="Wang", given_name="Ming")
    b = record(2, full_name="王小明", family_name="王", given_name="小明")
    assert decided(ASKED, a, b, {"name": Pick.SECOND}) == {
        "full_name": "王小明", "family_name": "王", "given_name": "小明", "middle_name": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("a", "b", "key", "pick"),
    [
        # filled over empty, however old
        (record(1, occupation="teacher"), record(2, LATER), "occupation", Pick.FIRST),
        # then the record that was looked after last
        (record(1, occupation="teacher"), record(2, LATER, occupation="retired"), "occupation", Pick.SECOND),
        (record(1, LATER, occupation="teacher"), record(2, occupation="retired"), "occupation", Pick.FIRST),
        # with the clinic since the earlier day
        (
            record(1, LATER, registered_on=date(2020, 1, 1)),
            record(2, registered_on=date(2018, 1, 1)),
            "registered_on",
            Pick.SECOND,
        ),
        # the number they had first
        (record(1, file_number="7"), record(2, LATER, file_number="9"), "file_number", Pick.FIRST),
        # two remarks are both kept
        (record(1, remark="afraid"), record(2, remark="calls late"), "remark", Pick.BOTH),
    ],
)
def test_what_is_suggested(a: dict[str, Any], b: dict[str, Any], key: str, pick: Pick) -> None:
    """REC-10."""
    [question] = [question for question in differing(ASKED, a, b) if question.key == key]
    assert suggested(question, a, b) == pick


def test_both_remarks_stand_under_each_other() -> None:
    a, b = record(1, remark="afraid"), record(2, remark="calls late")
    assert decided(ASKED, a, b, {})["remark"] == "afraid\ncalls late"
    assert decided(ASKED, a, b, {"remark": Pick.SECOND})["remark"] == "calls late"


def test_whoever_died_is_dead_whatever_is_picked() -> None:
    """REC-10: the stricter word wins."""
    a, b = record(1, deceased=True, died_on=date(2025, 1, 2)), record(2, LATER)
    said = decided(ASKED, a, b, {"death": Pick.SECOND})
    assert (said["deceased"], said["died_on"]) == (True, date(2025, 1, 2))


def test_nobody_refers_or_guards_themselves() -> None:
    a, b = record(1, referrer_id=2, guardian_id=9), record(2, guardian_id=1)
    said = decided(ASKED, a, b, {"guardian_id": Pick.SECOND})
    assert (said["referrer_id"], said["guardian_id"]) == (None, None)


def test_a_number_of_another_branch_is_not_taken() -> None:
    a, b = record(1, file_number="7"), record(2, file_number="9", branch_id=2)
    assert "file_number" not in decided(ASKED, a, b, {"file_number": Pick.SECOND})


def test_records_that_agree_leave_nothing_to_choose() -> None:
    assert differing(ASKED, record(1), record(2, LATER)) == []


def test_a_contact_not_to_be_used_on_one_record_is_not_used() -> None:
    """REC-2, REC-10."""
    free: dict[str, Any] = {"do_not_use": False, "preferred": True, "verified_at": EARLIER, "label": ""}
    shut: dict[str, Any] = {"do_not_use": True, "preferred": False, "verified_at": LATER, "label": "work"}
    both = {"do_not_use": True, "preferred": True, "verified_at": LATER, "label": "work"}
    assert one_contact(free, shut) == both
    assert one_contact(shut, free) == both
