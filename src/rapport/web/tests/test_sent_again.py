"""Nothing that was typed is lost with the session: it comes back to be sent again, to its own house alone."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rapport.feedback.models import Complaint
from rapport.outreach.channels import providers
from rapport.staff.models import Branch, User
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}
WORDS = "等了一个小时\n没人管 <b>"


def sent(client: Client, **fields: object) -> tuple[int, str]:
    answer = client.post(reverse("web:complaint_new"), {"words": WORDS, "severity": "2", **fields}, headers=OURS)
    return answer.status_code, answer.content.decode()


def test_who_is_signed_out_gets_back_what_they_sent(client: Client, riverside: Branch) -> None:
    status, page = sent(client, kinds=["a", "f"])
    assert status == 401 and "Not saved yet: you had been signed out" in page
    assert 'name="words" value="等了一个小时\n没人管 &lt;b&gt;"' in page.replace("\r", "")
    assert page.count('name="kinds"') == 2 and 'action="/feedback/complaints/new/"' in page
    assert "Files and passwords are not kept" not in page


def test_it_lies_on_no_disk_and_in_no_address(client: Client, riverside: Branch) -> None:
    answer = client.post(reverse("web:complaint_new"), {"words": WORDS}, headers=OURS)
    assert answer["Cache-Control"] == "no-store, private" and not answer.has_header("Location")


def test_only_reading_leads_to_the_door(client: Client, riverside: Branch) -> None:
    url = reverse("web:complaint_new")
    assert client.get(url)["Location"] == f"/account/login/?next={url}"


def test_a_part_of_a_page_says_it_by_its_status_and_moves_nothing(client: Client, riverside: Branch) -> None:
    for ask in (client.get, client.post):
        answer = ask(reverse("web:complaint_new"), headers={"HX-Request": "true"})
        assert (answer.status_code, answer.content) == (401, b"") and not answer.has_header("HX-Refresh")


def test_passwords_and_files_do_not_come_back(client: Client, riverside: Branch) -> None:
    user_form = {"name": "许文静", "password": "hunter2hunter2", "csrfmiddlewaretoken": "x"}
    page = client.post(reverse("web:user_new"), user_form).content.decode()
    assert "hunter2" not in page and "许文静" in page and "Files and passwords are not kept" in page
    for kind in providers().values():
        secrets = {f"at_provider_{field.name}": "s3cret" for field in kind.fields if field.secret}
        assert "s3cret" not in client.post(reverse("web:channel_new", args=["kannel"]), secrets).content.decode()
    file = SimpleUploadedFile("list.csv", b"name")
    assert "Files and passwords are not kept" in sent(client, file=file)[1]
    changed = client.post(reverse("account_change_password"), {"oldpassword": "hunter2hunter2"})
    assert changed["Location"].startswith("/account/login/")


@pytest.fixture
def strict(owner: User) -> Client:
    """Signed in, with a token that is older than that."""
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    client.force_login(owner)
    return client


def test_who_signed_in_meanwhile_is_told_as_whom_and_sends_it_by_hand(strict: Client, owner: User) -> None:
    status, page = sent(strict, csrfmiddlewaretoken="stale")
    assert status == 403 and f"you are signed in as {owner}" in page and "没人管" in page
    assert not Complaint.objects.exists()
    token = page.split('action="/feedback/complaints/new/"')[1].split('name="csrfmiddlewaretoken" value="')[1]
    assert sent(strict, csrfmiddlewaretoken=token.split('"')[0])[0] != 403


def test_a_part_of_a_page_gets_the_new_token_with_the_words(strict: Client, owner: User) -> None:
    headers = {**OURS, "HX-Request": "true", "X-CSRFToken": "stale"}
    answer = strict.post(reverse("web:complaint_new"), {}, headers=headers)
    assert answer.status_code == 403 and str(owner) in answer.content.decode()
    again = strict.post(reverse("web:complaint_new"), {}, headers={**OURS, "X-CSRFToken": answer["X-CSRFToken"]})
    assert again.status_code != 403


@pytest.mark.parametrize("origin", [{"Origin": "http://evil.example"}, {}])
def test_what_another_house_sends_is_not_offered_to_be_sent_again(strict: Client, origin: dict[str, str]) -> None:
    answer = strict.post(reverse("web:complaint_new"), {"words": WORDS}, headers=origin)
    assert answer.status_code == 403 and "没人管" not in answer.content.decode()
    htmx = strict.post(reverse("web:complaint_new"), {}, headers={**origin, "HX-Request": "true"})
    assert htmx.status_code == 403 and not htmx.has_header("X-CSRFToken")


def test_the_door_itself_gives_nothing_back(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/account/login/", {"login": "owner", "password": PASSWORD}, headers=OURS)
    assert answer.status_code == 403 and PASSWORD not in answer.content.decode()
