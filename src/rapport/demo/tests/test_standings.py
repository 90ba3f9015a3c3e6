"""The history of the demo clinic is made as its evenings would have made it."""

from datetime import UTC, date, datetime, timedelta

from rapport.demo.standings import stand_since
from rapport.lib import clock
from rapport.people.models import Patient, StandingChange
from rapport.segmentation.refresh import refresh_facts
from rapport.segmentation.tests.stories import came
from rapport.staff.models import Branch, User
from tests.cast import register

TODAY = date(2026, 11, 21)


def before(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_moves_stand_on_the_evenings_on_which_they_would_have_been_seen(riverside: Branch, owner: User) -> None:
    """PAT-8: who was not known yet stands nowhere; a visit shows on the first evening after it."""
    with clock.set_to(datetime(2026, 11, 21, 4, tzinfo=UTC)):
        one = register(riverside, "老客户", phone="+8613700000001", registered_on=before(400))
        came(one, before(300), before(40), treated="hygiene")
        new = register(riverside, "新客户", phone="+8613700000002", registered_on=before(30))
        came(new, before(2), treated="hygiene")
        stand_since(TODAY, {"binjiang": riverside}, owner)
        refresh_facts()
    assert moves(one, "lifecycle") == [("active", "due", before(90)), ("due", "active", before(21))]
    assert moves(new, "prospect") == [("1", "", before(1))]
    assert Patient.objects.get(pk=new.pk).standing.care == "D"


def moves(patient: Patient, scheme: str) -> list[tuple[str, str, date]]:
    changes = StandingChange.objects.filter(patient=patient, scheme=scheme).order_by("pk")
    return list(changes.values_list("before", "after", "day"))
