"""What clients do on the pages on which they book, and what they read there."""

from __future__ import annotations

import re
from datetime import timedelta

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from rapport.appointments.models import Appointment, Service
from rapport.appointments.online.links import open_link
from rapport.lib import clock
from rapport.outreach.models import Message
from rapport.staff.models import Branch
from tests.schedule import at

PHONE = "13700137000"


def times_of(branch: Branch, service: Service) -> str:
    return reverse("web:book_times", args=[branch, service.pk])


def hold(phone: Client, branch: Branch, service: Service, clock_time: str = "10:00") -> HttpResponse:
    return phone.post(times_of(branch, service), {"at": at(clock_time, branch).isoformat()})


def open_form(browser: Client, branch: Branch, service: Service) -> dict[str, object]:
    """The hidden fields of the page of who comes, and what somebody new fills in."""
    shown = browser.get(reverse("web:book_who", args=[branch, service.pk])).content.decode()
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', shown) for name in ("opened", "at", "texts_read")}
    new = {"name": "李小明", "phone": PHONE, "whom": "me", "processing": "on"}
    return {name: found[1] for name, found in hidden.items() if found} | new


def fill_in(browser: Client, branch: Branch, service: Service, **told: object) -> HttpResponse:
    """Open the page of who comes, take some time, and send it."""
    form = open_form(browser, branch, service)
    with clock.set_to(clock.now() + timedelta(seconds=20)):
        return browser.post(reverse("web:book_who", args=[branch, service.pk]), form | told)


def text_of(response: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def come_in(phone: Client, riverside: Branch, service: Service, number: str) -> None:
    """Ask for a code and show it, typed as a Chinese keyboard may write it."""
    url = reverse("web:book_code", args=[riverside, service.pk])
    phone.post(url, {"phone": number})
    code = re.search(r"\d{6}", Message.objects.latest("pk").body)
    wide = (code[0] if code else "").translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    assert phone.post(url, {"code": f"{wide[:3]} {wide[3:]}"}).status_code == 302


def link(made: Appointment, page: str = "link") -> str:
    return reverse(f"web:appointment_{page}", args=[open_link(made)])
