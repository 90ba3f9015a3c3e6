"""The tab on where somebody stands: reasons, grades by hand, moves that wait, the judgement, small records."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rapport.care.actions import judge_patient, note_interruption
from rapport.care.models import Interruption, Judgement
from rapport.people.actions import note_satisfaction
from rapport.people.models import Patient, Standing
from rapport.people.models.mood import Satisfaction
from rapport.people.models.standing import Scheme
from rapport.segmentation.policies.actions import set_grade
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import Role
from rapport.web.tests.standing import NOON, TODAY, come, known_to_all, page, work
from tests.cast import PASSWORD

pytestmark = pytest.mark.now(NOON)


@pytest.fixture
def known(zhou: Patient, dentist: User) -> Patient:
    return known_to_all(zhou, dentist)


def test_the_tab_says_why_with_the_figures(client: Client, desk: User, known: Patient) -> None:
    """PAT-7: conditions with figures, what is missing, what the clinic does for the class."""
    client.force_login(desk)
    shown = page(client, "web:card_standing", known)
    assert "Care class B: high standards" in shown and "rules as shipped" in shown
    assert "Visits: at least 3" in shown
    assert "choice of materials" in shown
    assert "With us: at least 12 months" in shown and "9 months" in shown
    assert "From what they do" in shown and "3 · some" in shown
    lean = page(client, "web:card_why", known)
    assert "Visits: at least 3" in lean and "<html" not in lean


def test_the_card_costs_nothing_for_the_marks_and_the_reasons_come_after(
    client: Client, desk: User, known: Patient
) -> None:
    """The reasons are asked for by a request of their own."""
    client.force_login(desk)
    url = reverse("web:card", args=[known.pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        return len(captured)

    queries()  # the first look is written down
    with_marks = queries()
    assert reverse("web:card_why", args=[known.pk]) in client.get(url).content.decode()
    Standing.objects.filter(patient=known).delete()
    assert queries() == with_marks


def test_the_tab_costs_the_same_with_a_long_history(client: Client, desk: User, known: Patient) -> None:
    client.force_login(desk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, "web:card_standing", known)
        return len(captured)

    queries()
    set_grade(known, Scheme.CARE, "A", reason="x", until=TODAY, by=desk)
    work()
    few = queries()
    for grade in "BCDABC":
        set_grade(known, Scheme.CARE, grade, reason="x", until=TODAY, by=desk)
        work()
    assert known.moves.count() >= 6 and queries() == few
    assert few <= 45


def test_a_grade_is_set_by_hand_and_taken_back(client: Client, desk: User, known: Patient) -> None:
    """PAT-7: with reason and end, shown as such; the toast takes it back."""
    client.force_login(desk)
    url = reverse("web:card_grades", args=[known.pk, "care"])
    wrong = client.post(url, {"grade": "A", "reason": " ", "until": "2026-12-01"})
    assert wrong.status_code == 422 and not known.grades_by_hand.exists()
    late = client.post(url, {"grade": "A", "reason": "knows us", "until": "2027-12-01"})
    assert late.status_code == 422 and "A grade by hand ends within 90 days." in late.content.decode()
    sent = client.post(url, {"grade": "A", "reason": "call 13800138000", "until": "2026-12-01"}, follow=True)
    # the page they land on says so already, before a worker came by
    assert Standing.objects.get(patient=known).care == "A" and "By the rules:" in sent.content.decode()
    assert reverse("web:card_grade_end", args=[known.pk, "care"]) in sent.content.decode()
    shown = page(client, "web:card_standing", known)
    assert "Set by hand by 许文静 until 1 Dec 2026" in shown and "By the rules:" in shown
    client.post(reverse("web:card_grade_end", args=[known.pk, "care"]))
    assert "Set by hand by" not in page(client, "web:card_standing", known)
    assert Standing.objects.get(patient=known).care == "B"
    assert client.post(reverse("web:card_grades", args=[known.pk, "nonsense"])).status_code == 404


def test_a_move_that_waits_is_confirmed(client: Client, desk: User, dentist: User, known: Patient) -> None:
    """PAT-9: whoever confirms has seen what it is; meanwhile the rules may say something else."""
    judge_patient(known, awareness=1, demands=1, reluctance=1, by=dentist)
    work()
    client.force_login(desk)
    assert "A move waits for you" in page(client, "web:card_standing", known)
    url = reverse("web:card_move", args=[known.pk, "care"])
    client.post(url, {"after": "D"})
    work()
    assert Standing.objects.get(patient=known).care == "B"
    client.post(url, {"after": "E"})
    work()
    assert Standing.objects.get(patient=known).care == "E"


def test_the_dentist_judges_after_the_visit_they_wrote(client: Client, dentist: User, known: Patient) -> None:
    """PAT-6: nothing is chosen beforehand; what is derived stands beside it."""
    client.force_login(dentist)
    lines = {f"new-{n}-quantity": "1" for n in range(3)}
    said = {"day": "2026-11-21", "complaint": "牙痛", "dentist": dentist.pk, **lines}
    saved = client.post(reverse("web:card_visit_new", args=[known.pk]), said)
    visit = known.visits.latest("pk")
    url = f"{reverse('web:card_judgement', args=[known.pk])}?visit={visit.pk}"
    assert saved.url == url  # type: ignore[attr-defined]
    shown = client.get(url).content.decode()
    radios = re.findall(r'<input type="radio"[^>]*>', shown)
    assert len(radios) == 11 and not [one for one in radios if "checked" in one]
    assert "From what they do: 1 · none" in shown
    assert client.post(url, {"awareness": "4", "demands": "2"}).status_code == 422
    client.post(url, {"awareness": "4", "demands": "2", "reluctance": "3", "technical_hazard": "on"})
    judged = Judgement.objects.latest("pk")
    assert (judged.awareness, judged.demands, judged.reluctance, judged.visit) == (4, 2, 3, visit)
    assert judged.technical_hazard and not judged.own_conditions and judged.by == dentist
    for strange in ("x", "0", "9" * 30):
        assert client.get(url.split("?")[0], {"visit": strange}).status_code == 404


def test_small_records_are_kept_and_told(client: Client, desk: User, known: Patient) -> None:
    """VAL-D, PRO-3, PRO-4, CAM-3, REC-7."""
    client.force_login(desk)

    def post(url: str, **said: object) -> int:
        return client.post(reverse(url, args=[known.pk]), said).status_code

    assert post("web:card_satisfactions", level="dissatisfied", words="等太久") == 302
    assert post("web:card_satisfactions", level="furious") == 422
    assert post("web:card_participations", name="爱牙讲座", day="2026-11-01") == 302
    assert post("web:card_participations") == 422
    assert post("web:card_participations", activity=known.participations.get().activity_id) == 302
    assert post("web:card_purchases", what="电动牙刷", day="2026-11-20", amount="399") == 302
    assert post("web:card_purchases", what="电动牙刷", day="2026-11-22") == 422
    assert post("web:card_departures", left_on="2026-11-20", words="搬家") == 302
    assert post("web:card_departures", left_on="2026-11-20") == 422
    assert post("web:card_departure_return", returned_on="2026-11-21") == 302
    assert post("web:card_departure_return", returned_on="2026-11-21") == 404
    told = page(client, "web:card_timeline", known)
    for words in ("Seems dissatisfied", "等太久", "Took part: 爱牙讲座", "Bought: 电动牙刷", "搬家", "Came back"):
        assert words in told
    assert "Judged: awareness 3" in told and "399" in told
    work()
    assert "At risk" in page(client, "web:card", known)


def test_who_broke_off_is_shown_with_the_way_to_win_them_back(client: Client, desk: User, zhou: Patient) -> None:
    """PRO-6."""
    come(zhou, 250)
    said = {"reason": "price", "strategy": "offer instalments", "noticed_on": TODAY}
    note_interruption(Interruption(patient=zhou, **said), by=desk)
    work()
    client.force_login(desk)
    shown = page(client, "web:card_standing", zhou)
    assert "offer instalments" in shown and "Prospect class 2" in shown


URLS = (
    ("web:card_standing", ()),
    ("web:card_why", ()),
    ("web:card_judgement", ()),
    ("web:card_grades", ("care",)),
    ("web:card_grade_end", ("care",)),
    ("web:card_move", ("care",)),
    ("web:card_satisfactions", ()),
    ("web:card_departures", ()),
    ("web:card_departure_return", ()),
    ("web:card_participations", ()),
    ("web:card_purchases", ()),
)


def test_at_the_counter_nothing_of_it_is_there(client: Client, owner: User, desk: User, known: Patient) -> None:
    """REC-12: class, mood and judgement are not for the eyes of clients, by whatever URL."""
    note_satisfaction(known, Satisfaction.DISSATISFIED, words="furious", by=desk)
    set_grade(known, Scheme.CARE, "A", reason="secret reason", until=TODAY, by=desk)
    work()
    client.force_login(owner)
    pages = [reverse(name, args=[known.pk]) for name in ("web:card", "web:card_timeline")]
    assert all("furious" in client.get(url).content.decode() for url in pages)
    client.post(reverse("web:counter"), {"on": "1"})
    for url in pages:
        shown = client.get(url).content.decode()
        hidden = ("furious", "secret reason", "Care class", "care class", "At risk", "Judged:", "Why this class")
        assert not [word for word in hidden if word in shown], url
    for name, more in URLS:
        url = reverse(name, args=[known.pk, *more])
        assert client.get(url).status_code in (403, 404, 405) and client.post(url).status_code in (403, 404, 405)


def test_who_may_see_but_not_the_mouth_or_amounts_sees_no_such_figure(
    client: Client, riverside: Branch, marketer: User, desk: User, known: Patient
) -> None:
    """REC-12: that a condition holds tells as much as its figure."""
    client.force_login(marketer)
    shown = page(client, "web:card_standing", known)
    assert "Care class B" in shown and "Visits: at least 3" in shown and "a condition that you do not see" in shown
    assert "How the dentist sees them" not in shown
    assert "Awareness" not in shown and "Demands" not in shown
    assert "Set by hand" not in shown and "987" not in shown and "9,876" not in shown
    assert client.post(reverse("web:card_grades", args=[known.pk, "care"])).status_code == 403
    assert client.get(reverse("web:card_judgement", args=[known.pk])).status_code == 403


def test_of_another_branch_there_is_nothing(client: Client, almaty: Branch, known: Patient) -> None:
    """REC-12."""
    other = add_user("far", name="Far", password=PASSWORD, roles=[(Role.OWNER, almaty)], language="en")
    client.force_login(other)
    for name, more in URLS:
        url = reverse(name, args=[known.pk, *more])
        assert {client.get(url).status_code, client.post(url).status_code} <= {404, 405}
