"""No page gives a role what it may not know: every page, every role, at every branch (REC-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rapport.appointments.models import Appointment
from rapport.care.models import Payment
from rapport.lib import clock
from rapport.people.actions import NewPatient, register_patients
from rapport.people.models import ContactPoint, Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.actions import add_user
from rapport.staff.models import AccessLog, Branch, User
from rapport.staff.roles import HIDDEN_AT_COUNTER, RIGHTS, Right, Role
from rapport.web.roles_table import PUBLIC, ROLE_TABLE
from tests.everything import Everything
from tests.urls import every_address
from tests.walking import OPEN, SignIn, knows_all

# what is written nowhere else
PHONE, MAILBOX, HANDLE, STREET = "+8613877766655", "secret.box@mail.ru", "wx_hidden_one", "Hidden Lane 7"
WHOLE_CONTACTS = ("13877766655", "138 7776 6655", "secret.box", HANDLE, STREET)
# 74,129.37 at its branch, however the reader writes it
AMOUNT, WHOLE_AMOUNTS = 7_412_937, ("74,129", "74 129", "74 129", "74129", "7412937")

# how a finding and a plan begin (tests.everything)
MOUTH = ("裂 call", "计划 call")
WORDS = f"call {PHONE} or {MAILBOX}, at most 74129 元, zealously"

# how what somebody wrote ends
WRITTEN = ("zealously",)


def known_person(branch: Branch, by: User) -> Everything:
    """Somebody with every kind of contact and amount, also in what people wrote about them."""
    person = Patient(branch=branch, full_name="秘密人", address=STREET, remark=WORDS, influence="official")
    points = (("phone", PHONE), ("email", MAILBOX), ("wechat", HANDLE))
    register_patients(
        [NewPatient(person, [ContactPoint(kind=kind, value=value) for kind, value in points])], by=by
    )
    soon = clock.now() + timedelta(hours=1)
    Appointment.objects.create(patient=person, branch=branch, starts_at=soon, remark=WORDS)
    day = branch.today() - timedelta(days=9)
    Payment.objects.create(patient=person, branch=branch, day=day, amount=AMOUNT, method="cash", remark=WORDS)
    return Everything(person, by, words=WORDS, amount=AMOUNT, cells=["秘密人", PHONE, MAILBOX, STREET, "74129.37"])


def open_to(addresses: dict[str, str], *roles: Role) -> dict[str, str]:
    """Those that the table opens to one of `roles`; of the others nothing is told (test_no_leaks)."""
    rights = frozenset().union(*(RIGHTS[role] for role in roles))
    needed = {name: ROLE_TABLE.get(name) for name in addresses}
    return {
        name: addresses[name] for name, right in needed.items() if not isinstance(right, Right) or right in rights
    }


def told(client: Client, addresses: dict[str, str]) -> dict[str, str]:
    """What each page says, by the name of its URL."""
    pages = {}
    for name, address in addresses.items():
        answer = client.get(address)
        assert answer.status_code in OPEN, name
        if answer.status_code == 200 and not answer.streaming:
            pages[name] = answer.content.decode(errors="replace")
    return pages


def leaks(pages: dict[str, str], secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, secret) for name, page in pages.items() for secret in secrets if secret in page]


def addresses_for(known: Everything) -> dict[str, str]:
    """Every page, once everything that they are about is there."""
    # what opens by a token is for the client who holds it
    found = {name: address for name, address in every_address(known).items() if ROLE_TABLE[name] != PUBLIC}
    refresh_facts()
    found["searched"] = reverse("web:patients") + "?q=秘密"
    return found


# what is corrected stands in its form as it was written: it is saved as it stands
FORMS = ("web:person_edit", "web:duplicate", "web:card_visit", "web:card_plan_edit", "web:review")


def read_only(pages: dict[str, str]) -> dict[str, str]:
    return {name: page for name, page in pages.items() if name not in FORMS}


def test_no_page_tells_a_role_what_it_may_not_know(
    client: Client, sign_in_once: SignIn, owner: User, riverside: Branch, almaty: Branch
) -> None:
    """REC-12: phones, mailboxes, handles, addresses, amounts. Who may know them all is shown them on the card.

    And a right at one branch tells nothing of another.
    """
    addresses = addresses_for(known_person(riverside, owner))
    for role in Role:
        one = add_user(f"some_{role}", name="有人", password=None, roles=[(role, riverside)], language="en")
        sign_in_once(client, one)
        pages = told(client, {"web:card": addresses["web:card"]} if knows_all(role) else open_to(addresses, role))
        assert pages["web:card"], f"the card opens for {role} as for everybody in the table"
        if Right.SEE_CONTACTS not in RIGHTS[role]:
            assert leaks(pages, WHOLE_CONTACTS) == [], role
        elif role != Role.OWNER:
            assert leaks({"web:card": pages["web:card"]}, WHOLE_CONTACTS), f"{role} would see the secret if shown"
        if Right.SEE_MONEY not in RIGHTS[role]:
            assert leaks(read_only(pages), WHOLE_AMOUNTS) == [], role
        else:
            assert leaks({"web:card": pages["web:card"]}, WHOLE_AMOUNTS), role
    roles = [(Role.ADMINISTRATOR, almaty), (Role.MARKETER, riverside)]
    sign_in_once(client, add_user("two", name="两处", password=None, roles=roles, language="en"))
    pages = told(client, open_to(addresses, Role.ADMINISTRATOR, Role.MARKETER))
    assert "138 **** 6655" in pages["web:card"]
    assert leaks(pages, WHOLE_CONTACTS + WHOLE_AMOUNTS) == []


@pytest.mark.each_database
def test_counter_mode_takes_it_out_of_every_page(client: Client, owner: User, riverside: Branch) -> None:
    """REC-12: not hidden by style, but not there; until it is switched off.

    The one walk that draws every page on each kind of database.
    """
    addresses = addresses_for(known_person(riverside, owner))
    client.force_login(owner)
    for secrets in (WHOLE_CONTACTS, WRITTEN):
        assert leaks(told(client, {"card": addresses["web:card"]}), secrets)
    assert leaks(told(client, {"plans": addresses["web:card_plans"]}), MOUTH)
    client.post(reverse("web:counter"), {"on": "1"})
    pages = told(client, addresses)
    assert "Counter mode" in pages["web:card"]
    assert leaks(pages, MOUTH) == []
    assert leaks(pages, WRITTEN) == []
    assert leaks(read_only(pages), WHOLE_AMOUNTS + WHOLE_CONTACTS) == []
    assert "Influence" not in pages["web:card"]
    client.post(reverse("web:counter"), {"on": "0"})
    assert leaks(told(client, {"card": addresses["web:card"]}), WHOLE_AMOUNTS)


@pytest.mark.parametrize("q", ["138777", "6655", PHONE, "13877766655", MAILBOX, "secret", "wx_hid"])
def test_a_search_confirms_no_contact(
    client: Client, owner: User, marketer: User, riverside: Branch, q: str
) -> None:
    """REC-12: whoever may not see a phone does not learn by searching whose it is."""
    known_person(riverside, owner)
    for user, finds in ((marketer, False), (owner, True)):
        client.force_login(user)
        for address in (reverse("web:search"), reverse("web:patients"), reverse("web:people_found")):
            shown = "秘密人" in client.get(address, {"q": q}).content.decode()
            assert shown == finds, (user, address)


def test_names_and_file_numbers_are_found_by_everybody(client: Client, marketer: User, zhou: Patient) -> None:
    client.force_login(marketer)
    for q in ("周雅", "zhou", "20801"):
        assert "周雅琴" in client.get(reverse("web:search"), {"q": q}).content.decode(), q


def test_a_search_and_a_look_are_in_the_log(client: Client, desk: User, zhou: Patient) -> None:
    """REC-12."""
    client.force_login(desk)
    client.get(reverse("web:patients"), {"q": "13800138000"})
    client.get(reverse("web:card", args=[zhou.pk]))
    client.get(reverse("web:card_timeline", args=[zhou.pk]))
    logged = [(row.kind, row.detail, row.patient) for row in AccessLog.objects.order_by("pk")]
    assert logged == [("search", "138 **** 8000", None), ("card", "", zhou.pk)]


def test_what_is_hidden_at_the_counter_is_a_right_that_somebody_has() -> None:
    assert all(any(right in RIGHTS[role] for role in Role) for right in HIDDEN_AT_COUNTER)
    assert ROLE_TABLE["web:counter"]
