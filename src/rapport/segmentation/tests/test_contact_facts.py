"""How much the clinic has turned to somebody, as facts that rules can ask for (LOY-4, VAL-5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rapport.criteria.reading import read
from rapport.lib import clock
from rapport.outreach.models import Contact, Direction
from rapport.outreach.task_actions import remind
from rapport.people.models import Patient
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.segments import count
from rapport.segmentation.sweeping import look_at_everyone
from rapport.segmentation.vocabulary import vocabulary
from rapport.staff.models import User

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)  # a Tuesday


def turned_to(patient: Patient, days: float, *, channel: str = "sms", direction: str = Direction.OUT) -> None:
    """A row of the ledger, as the gate writes it."""
    at = clock.now() - timedelta(days=days)
    Contact.objects.create(
        patient=patient, addressed=patient, purpose="care", channel=channel, direction=direction, at=at
    )


def counts() -> tuple[int, int, int, int, str]:
    facts = PatientFacts.objects.get()
    return (
        facts.contacts_7d,
        facts.contacts_30d,
        facts.contacts_90d,
        facts.calls_12m,
        str(facts.last_contact),
    )


def test_contacts_are_counted_by_days_and_what_the_client_did_is_not(zhou: Patient) -> None:
    with clock.set_to(NOW):
        for days in (0.01, 6.1, 7.3, 29, 31, 100):
            turned_to(zhou, days, channel="call")
        turned_to(zhou, 0, direction=Direction.IN)
        refresh_facts()
        assert counts() == (2, 4, 5, 6, "2026-11-24")


def test_the_daily_look_finds_whose_contacts_pass(zhou: Patient) -> None:
    with clock.set_to(NOW):
        turned_to(zhou, 0)
        look_at_everyone()
        assert counts() == (1, 1, 1, 0, "2026-11-24")
    for days, expected in ((1, (1, 1, 1)), (7, (0, 1, 1)), (30, (0, 0, 1)), (90, (0, 0, 0))):
        for day in range(days - 2, days + 1):
            with clock.set_to(NOW + timedelta(days=day)):
                look_at_everyone()
        assert counts()[:3] == expected, days


def test_rules_ask_for_contacts_and_open_tasks(zhou: Patient, owner: User) -> None:
    with clock.set_to(NOW):
        remind(zhou, "Write", on=zhou.branch.today(), by=owner)
        turned_to(zhou, 1)
        refresh_facts()
        for text, fits in (
            ("open_tasks >= 1 and contacts_7d = 1", 1),
            ("exists task(list = own, open, due <= today)", 1),
            ("last_contact within 3 days and no task(open)", 0),
        ):
            assert count(read(text, vocabulary()), owner) == fits, text
