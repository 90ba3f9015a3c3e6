"""What the tests of the pages of points begin with."""

from django.test import Client
from django.urls import reverse

from rapport.loyalty.tests.earned import comes, keep_wallets, pays, terms
from rapport.people.models import Patient
from rapport.segmentation.refresh import refresh_facts
from rapport.staff.models import User
from tests.cast import register


def enrich(zhou: Patient, owner: User) -> Patient:
    """周雅琴 has 100 points, and brought three who came and paid 1,000 each."""
    terms(zhou.branch, owner, expire_months=1, card_gift="免费涂氟")
    pays(zhou, 1_000)
    for name in ("甲", "乙", "丙"):
        comes(register(zhou.branch, name, referrer=zhou), paying=1_000)
    keep_wallets()
    refresh_facts()
    return zhou


def page(client: Client, user: User, name: str, *args: object, **asked: object) -> str:
    client.force_login(user)
    answer = client.get(reverse(f"web:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client: Client, name: str, *args: object, **said: object) -> tuple[int, str]:
    answer = client.post(reverse(f"web:{name}", args=args), said, follow=True)
    return answer.status_code, answer.content.decode()
