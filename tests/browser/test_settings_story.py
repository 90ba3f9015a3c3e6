"""A house is furnished in the settings: a branch, then somebody who works there, who then signs in."""

import pytest
from playwright.sync_api import expect

from rapport.staff.models import Branch, User
from rapport.staff.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "a-word-of-her-own-27"
SAVE = "form .btn.primary:has-text('Save')"


def test_a_branch_then_a_user_who_signs_in(open_page, owner):
    page = open_page("/settings/branches/new/", user=owner, forgive=["status of 422"])
    page.fill("[name=name]", "Север")
    page.select_option("[name=region]", "RU")
    page.select_option("[name=time_zone]", "Asia/Vladivostok")
    page.select_option("[name=currency]", "RUB")
    page.uncheck("[name=open_days][value='7']")
    page.click(SAVE)
    page.wait_for_url("**/settings/branches/")
    branch = Branch.objects.get(name="Север")
    assert (branch.region, branch.time_zone, branch.open_days) == ("RU", "Asia/Vladivostok", "123456")

    page.goto("/settings/users/new/")
    page.fill("[name=name]", "Ольга Белова")
    page.fill("[name=username]", "olga")
    page.fill("[name=password]", PASSWORD)
    page.click(SAVE)
    expect(page.locator("p.wrong")).to_contain_text("Tick at least one role")
    page.fill("[name=password]", PASSWORD)
    page.check(f"[name=roles][value='administrator@{branch.pk}']")
    page.click(SAVE)
    page.wait_for_url("**/settings/users/")
    assert User.objects.get(username="olga").assignments == [(Role.ADMINISTRATOR, branch.pk)]

    other = open_page("/account/login/")
    other.fill("input[name=login]", "olga")
    other.fill("input[name=password]", PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/today/")


def test_an_owner_cannot_lock_the_house(open_page, owner):
    page = open_page(f"/settings/users/{owner.pk}/", user=owner, forgive=["status of 422"])
    page.uncheck("[name=roles][value='owner@*']")
    page.uncheck("[name=is_active]")
    page.click(SAVE)
    expect(page.locator("main")).to_contain_text("You cannot lock yourself out")
    expect(page.locator("main")).to_contain_text("You cannot take your own ownership away")
    owner.refresh_from_db()
    assert owner.is_active and owner.roles.filter(role=Role.OWNER, branch=None).exists()
