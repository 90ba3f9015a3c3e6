"""Every URL stands in the role table, and the table is what happens."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from rapport.people.models import Patient
from rapport.staff.actions import add_user
from rapport.staff.models import Branch, User
from rapport.staff.roles import RIGHTS, Right, Role
from rapport.web.roles_table import NOBODY, PUBLIC, ROLE_TABLE, SIGNED_IN
from tests.walking import OPEN, SignIn


def names(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"
        elif isinstance(pattern, URLResolver):
            yield from names(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)


def plain_urls() -> list[tuple[str, str]]:
    """Name and path of every URL that needs no number."""
    found = []
    for name in sorted(ROLE_TABLE):
        try:
            found.append((name, reverse(name)))
        except NoReverseMatch:
            continue
    return found


def test_every_url_is_listed_and_nothing_else_is() -> None:
    assert set(names(get_resolver())) == set(ROLE_TABLE)


@pytest.mark.django_db
def test_nobody_unknown_gets_past_the_door(client: Client) -> None:
    for name, path in plain_urls():
        answer = client.get(path)
        if ROLE_TABLE[name] == PUBLIC:
            assert answer.status_code in (200, 302, 405), name
        elif ROLE_TABLE[name] == NOBODY:
            assert answer.status_code == 404, name
        else:
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name


@pytest.mark.usefixtures("only_statuses")
@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_its_rights_allow(
    role: Role, client: Client, sign_in_once: SignIn, riverside: Branch
) -> None:
    """What they do not allow is tried by each role in test_no_leaks."""
    sign_in_once(client, add_user("someone", name="有人", password=None, roles=[(role, riverside)]))
    for name, path in plain_urls():
        needed = ROLE_TABLE[name]
        if isinstance(needed, Right) and needed in RIGHTS[role]:
            assert client.get(path).status_code in OPEN - {403}, name


@pytest.mark.usefixtures("only_statuses")
def test_who_has_no_role_opens_nothing(client: Client, riverside: Branch) -> None:
    client.force_login(add_user("nobody", name="无人", password=None, roles=[]))
    for name, path in plain_urls():
        if isinstance(ROLE_TABLE[name], Right):
            assert client.get(path).status_code == 403, name


def test_a_card_of_another_branch_does_not_exist(client: Client, marketer: User, khalilova: Patient) -> None:
    """REC-12: access is by role and branch."""
    client.force_login(marketer)
    assert client.get(reverse("web:card", args=[khalilova.pk])).status_code == 404


def test_a_right_at_one_branch_reaches_no_other(riverside: Branch, almaty: Branch, khalilova: Patient) -> None:
    """REC-12: owner here, marketer there: no notes there."""
    user = add_user("two", name="两处", password=None, roles=[(Role.OWNER, riverside), (Role.MARKETER, almaty)])
    assert user.branches_where(Right.WRITE_NOTES) == {riverside.pk}
    assert not Patient.objects.visible_to(user, Right.WRITE_NOTES).filter(pk=khalilova.pk).exists()
    assert Patient.objects.visible_to(user).filter(pk=khalilova.pk).exists()


def test_signed_in_pages_need_no_right_and_the_door_is_shut_to_the_blocked(client: Client, desk: User) -> None:
    client.force_login(desk)
    assert ROLE_TABLE["account_change_password"] == SIGNED_IN
    assert client.get(reverse("account_change_password")).status_code == 200
    desk.is_active = False
    desk.save()
    assert client.get(reverse("account_change_password")).status_code == 302
