"""What cards, points and rewards add to a person's timeline (REC-7)."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rapport.lib.figures import show_amount
from rapport.lib.timeline import Event, Kind
from rapport.loyalty.models import Account, LedgerLine, Reward, Why
from rapport.people.models import Patient
from rapport.people.reading import Part

# what `events` looks into: whoever reads it ahead (`read_file`) saves a statement a row
READS = (
    Part("ledger", ("by",)),
    Part("cards", ("opened_by",)),
    Part("rewards", ("newcomer", "handed_by"), ("settlements__by",)),
)


def events(patient: Patient, *, with_money: bool) -> Iterator[Event]:
    """Cards, rewards, and what was used or went; what payments earned is told by the payments."""
    if not with_money:
        return
    for card in patient.cards.all():
        day, beside = patient.branch.day_of(card.opened_at), str(card.opened_by or "")
        said = _("Discount card opened: %(number)s") % {"number": card.number}
        yield Event(day, Kind.MONEY, "id", said, beside=beside, at=card.opened_at)
    for line in patient.ledger.all():
        if line.why != Why.PAYMENT and line.amount:
            yield _line(line, patient)
    for reward in patient.rewards.all():
        if reward.withdrawn_at is None:
            yield from _reward(reward, patient)


def _money(minor: int, patient: Patient) -> str:
    return show_amount(minor, patient.branch.currency, get_language() or "en")


def _line(line: LedgerLine, patient: Patient) -> Event:
    fund = line.account == Account.FUND
    amount = _money(line.amount, patient) if fund else f"{line.amount:+}"
    title = capfirst(f"{line.get_account_display()} · {line.get_why_display()}")
    beside = " · ".join(filter(None, (amount, str(line.by or ""))))
    day = patient.branch.day_of(line.at) if line.by_id else line.day
    return Event(day, Kind.MONEY, "cash" if fund else "star", title, beside=beside, below=line.words)


def _reward(reward: Reward, patient: Patient) -> Iterator[Event]:
    name = reward.newcomer.full_name if reward.newcomer else ""
    said = capfirst(str(reward.get_kind_display()))
    # whom they brought stands below, which no copy of the record takes along
    yield Event(reward.day, Kind.MONEY, "heart-handshake", said, beside=reward.words, below=name)
    if reward.handed_at:
        said = _("Handed over: %(gift)s") % {"gift": reward.words}
        day = patient.branch.day_of(reward.handed_at)
        yield Event(
            day, Kind.MONEY, "heart-handshake", said, beside=str(reward.handed_by or ""), at=reward.handed_at
        )
    for made in reward.settlements.all():
        if made.taken_back_at is None:
            told = _("Rebate given: %(way)s") if made.amount > 0 else _("Rebate came back: %(way)s")
            said = told % {"way": made.get_way_display()}
            beside = " · ".join(filter(None, (_money(made.amount, patient), str(made.by or ""))))
            day = patient.branch.day_of(made.at)
            yield Event(day, Kind.MONEY, "cash", said, beside=beside, below=made.words, at=made.at)
