"""An offer of each branch of the demo clinic, some weeks ago, of which some were held back to compare (CAM-8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from rapport.care.actions import NewVisit, record_visits, take_payments
from rapport.care.models import Payment, Treatment, Visit
from rapport.demo.timetable import at_work
from rapport.lib import clock
from rapport.outreach.accounts import open_account
from rapport.outreach.channels.base import Accepted
from rapport.outreach.mailing import carry_on, start_mailing
from rapport.outreach.models import ChannelAccount, Mailing, Template
from rapport.outreach.sending.claiming import claim
from rapport.outreach.sending.handing import hand_over
from rapport.outreach.sending.settling import settle_answers
from rapport.outreach.wording.actions import save_wording
from rapport.people.models import Patient
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose
from rapport.staff.models import Branch, User

# so many days ago, to those who had not come for so many days by then
_DAYS, _AWAY = 44, 120
# so that chance draws the same people every time
_LOT = UUID(int=_DAYS)
# messages of one look at the outbox
_AT_ONCE = 1_000


@dataclass(frozen=True)
class _Offer:
    """What a marketer, by the name they sign in with, wrote to whom; how many in a hundred got nothing; how many
    came of those written to and of the others, to which dentist, and what a cleaning cost them."""

    by: str
    name: str
    told: str
    held_back: int
    came: tuple[int, int]
    dentist: str
    price: int


_WORDS = {
    "zh-hans": "{greeting}，入秋洁牙，附送牙周检查一次，本月内有效。愿意来时回复或致电即可。",
    "ru": "{greeting}! В этом месяце к профессиональной чистке — осмотр дёсен в подарок. Ответьте, если удобно.",
    "en": "{greeting}, this month a check of the gums comes with each cleaning. Answer when it suits you.",
}
_OFFERS = {
    "binjiang": _Offer("yu", "秋季洁牙", "四个月未到诊", 50, (13, 2), "lin", 38_000),
    "almaty": _Offer("timur", "Осенняя чистка", "не были четыре месяца", 20, (6, 1), "astakhov", 2_400_000),
}


def write_to_many(branches: dict[str, Branch], staff: dict[str, User]) -> None:
    """Written and sent as everybody's are, but for the provider: what it was given then is long gone."""
    account = ChannelAccount.objects.get(channel=Channel.SMS)
    for key, offer in _OFFERS.items():
        branch = branches[key]
        with clock.set_to(at_work(branch, _DAYS, 11)):
            mailing = _write(offer, branch, staff[offer.by])
        with clock.set_to(at_work(branch, _DAYS, 12)):
            _send(account)
        mailing.refresh_from_db()
        written = Patient.objects.filter(messages__batch=mailing.pk).order_by("pk")
        held_back = Patient.objects.filter(pk__in=mailing.held_back).order_by("pk")
        for people, number in zip((written, held_back), offer.came, strict=True):
            _come(people[:number], offer, staff[offer.dentist])


def _write(offer: _Offer, branch: Branch, by: User) -> Mailing:
    template = Template.objects.create(name=offer.name, purpose=Purpose.MARKETING, branch=branch)
    for language, body in _WORDS.items():
        save_wording(template, Channel.SMS, language, body=body, by=by)
    lately = branch.today() - timedelta(days=_AWAY)
    here = Patient.objects.filter(branch=branch, deceased=False, visits__isnull=False).distinct()
    mailing = start_mailing(
        here.exclude(visits__day__gt=lately, visits__day__lte=branch.today()),
        template,
        Channel.SMS,
        told=offer.told,
        held_share=offer.held_back,
        key=_LOT,
        by=by,
        queued=False,
    )
    carry_on(mailing.pk)
    return mailing


def _send(account: ChannelAccount) -> None:
    provider = type(open_account(account))
    while hands := hand_over(claim(account, _AT_ONCE)):
        settle_answers([(hand, Accepted(delivered=True)) for hand in hands], provider)


def _come(people: Iterable[Patient], offer: _Offer, dentist: User) -> None:
    """For a cleaning, within two weeks and a half; paid at once."""
    for place, patient in enumerate(people):
        branch = patient.branch
        day = branch.today() - timedelta(days=_DAYS - 3 - place)
        visit = Visit(patient=patient, branch=branch, day=day, dentist=dentist)
        cleaning = Treatment(category_id="hygiene", name=offer.name, amount=offer.price)
        record_visits([NewVisit(visit, [cleaning])])
        take_payments([Payment(patient=patient, branch=branch, day=day, amount=offer.price, visit=visit)])
