"""What the wallet of a person shows: balances, card, what is owed, and every line (BAS-2, REF-1 to REF-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from rapport.loyalty.expiring import next_expiry
from rapport.loyalty.models import Account, Card, CardTier, LedgerLine, LoyaltyTerms, Reward, Settlement, Why
from rapport.loyalty.rules import Standing, stands_at
from rapport.loyalty.terms import Programme, programme_of
from rapport.loyalty.wallet import Balances, balances_of
from rapport.people.models import Patient
from rapport.people.reading import rows_read
from rapport.segmentation.models import PatientFacts
from rapport.staff.models import User
from rapport.staff.roles import Right
from rapport.web.access import may_at
from rapport.web.sight import Sight
from rapport.web.wallet.words import amount_of, money, shown_in, what_of

LINES_SHOWN = 50
# points that expire within it are minded
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Glance:
    """The tile: what there is in words; None where there is nothing and never was."""

    fund: str
    points: int
    worth: str
    expiring: int
    expires_on: date | None
    soon: bool
    card: Card | None
    fund_there: bool
    # where the programme ends: its last day, and the last day of its points
    ends: date | None
    use_until: date | None
    ended: bool


@dataclass(frozen=True)
class Step:
    """Where the card stands, in words."""

    tier: CardTier | None
    following: CardTier | None
    missing: str
    spent: str


@dataclass(frozen=True)
class LedgerRow:
    line: LedgerLine
    amount: str
    balance: str
    words: str
    short: str
    may_take_back: bool


@dataclass(frozen=True)
class RewardRow:
    """`earned` and `due` in words, of a rebate alone; `newcomer` only where the reader may see them."""

    reward: Reward
    what: str
    newcomer: Patient | None
    somebody: bool
    earned: str
    due: str
    # given and not due by now, and what of it nobody asks for
    over: str
    borne: str
    growing: bool
    may_give: bool
    # each with its amount and what was written of it
    settlements: Sequence[tuple[Settlement, str, str]] = ()
    # how the last was given
    way: str = ""


@dataclass(frozen=True)
class WalletPage:
    terms: LoyaltyTerms | None
    glance: Glance
    step: Step | None
    owed: Sequence[RewardRow]
    over: Sequence[RewardRow]
    given: Sequence[RewardRow]
    rows: Sequence[LedgerRow]
    more: str
    may_keep: bool
    may_write_terms: bool


def glance_of(patient: Patient, programme: Programme | None, balances: Balances) -> Glance:
    end = programme.ending if programme else None
    lot = next_expiry(patient, end.use_until if end else None) if balances.points else None
    worth = balances.points * programme.worth if programme else 0
    return Glance(
        fund=money(balances.fund, patient.branch),
        points=balances.points,
        worth=money(worth, patient.branch) if worth else "",
        expiring=lot.points if lot else 0,
        expires_on=lot.day if lot else None,
        soon=lot is not None and lot.day <= patient.branch.today() + SOON,
        card=next(iter(patient.cards.all()), None),
        fund_there=balances.fund > 0,
        ends=end.holds_from - timedelta(days=1) if end else None,
        use_until=end.use_until if end else None,
        ended=end is not None and programme is not None and programme.now is None,
    )


def wallet_glance(patient: Patient) -> Glance | None:
    """For the tile of the overview; read ahead with the timeline, nothing is asked where there is nothing."""
    if rows_read(patient, "ledger") == [] and rows_read(patient, "cards") == []:
        return None
    return glance_of(patient, programme_of(patient.branch), balances_of(patient))


def wallet_page(patient: Patient, facts: PatientFacts, user: User, before: int | None) -> WalletPage:
    programme, balances = programme_of(patient.branch), balances_of(patient)
    terms = programme.now if programme else None
    rewards = _rewards(patient, user)
    rows, more = _rows(patient, user, balances, before)
    glance = glance_of(patient, programme, balances)
    return WalletPage(
        terms=terms,
        glance=glance,
        step=_step(patient, terms, facts.spend) if glance.card and terms else None,
        owed=[one for one in rewards if one.reward.owed],
        over=[one for one in rewards if one.over],
        given=[one for one in rewards if not one.reward.owed and not one.over],
        rows=rows,
        more=more,
        may_keep=may_at(patient, user, Right.KEEP_WALLET),
        may_write_terms=may_at(patient, user, Right.MANAGE_CLINIC),
    )


def _step(patient: Patient, terms: LoyaltyTerms, spent: int) -> Step:
    stands: Standing[Any] = stands_at(spent, terms.tiers.all())
    return Step(stands.now, stands.following, money(stands.missing, patient.branch), money(spent, patient.branch))


def _rewards(patient: Patient, user: User) -> list[RewardRow]:
    found = patient.rewards.standing().select_related("patient__branch", "newcomer__branch", "handed_by")
    return rows_of(list(found.prefetch_related("settlements__by").order_by("-pk")), user)


def rows_of(rewards: Sequence[Reward], user: User) -> list[RewardRow]:
    """Rewards as a page shows them; with patient and newcomer and their branches, and settlements, read."""
    return [_reward(one, user) for one in rewards]


def _reward(reward: Reward, user: User) -> RewardRow:
    branch, newcomer = reward.patient.branch, reward.newcomer
    seen = newcomer is not None and may_at(newcomer, user, Right.SEE_PATIENTS)
    sight = Sight.of(user, reward.patient)
    settled = [one for one in reward.settlements.all() if one.taken_back_at is None]
    return RewardRow(
        reward,
        sight.masked(what_of(reward)),
        newcomer if seen else None,
        newcomer is not None and not seen,
        money(reward.earned, branch),
        money(reward.due, branch),
        money(reward.over, branch) if reward.over and reward.withdrawn_at is None else "",
        money(reward.borne, branch) if reward.borne else "",
        reward.grows_until is not None and reward.grows_until >= branch.today(),
        may_at(reward.patient, user, Right.KEEP_WALLET),
        [(one, money(one.amount, branch), sight.text(one.words)) for one in settled],
        settled[-1].way if settled else "",
    )


def _said(line: LedgerLine, patient: Patient, sight: Sight) -> tuple[str, str]:
    """What the line comes from, and that there was less than it should have taken."""
    newcomer = line.reward.newcomer if line.reward else None
    words = sight.text(line.words)
    if line.why == Why.REFERRAL and line.reward and newcomer:
        other = newcomer if line.reward.patient_id == patient.pk else line.reward.patient
        words = other.full_name
    if not line.short:
        return words, ""
    asked = money(abs(line.asked), patient.branch) if line.account == Account.FUND else str(abs(line.asked))
    said = _("Should have been %(asked)s; there was no more to take.")
    if line.asked > 0:
        said = _("Should have been %(asked)s; what could not be taken then is not given back.")
    return words, said % {"asked": asked}


def _rows(patient: Patient, user: User, balances: Balances, before: int | None) -> tuple[list[LedgerRow], str]:
    """The latest lines, each with what was there after it; those `before` a line are a click away."""
    may = may_at(patient, user, Right.KEEP_WALLET)
    lines = list(
        patient.ledger.select_related("by", "reward__newcomer", "reward__patient", "taken_back_by").order_by("-pk")
    )
    sight = Sight.of(user, patient)
    left = {Account.POINTS: balances.points, Account.FUND: balances.fund}
    rows = []
    for line in lines:
        account = Account(line.account)
        after = shown_in(account, left[account], patient.branch)
        left[account] -= line.amount
        open_to = may and line.why == Why.USED and not hasattr(line, "taken_back_by")
        rows.append(LedgerRow(line, amount_of(line, patient.branch), after, *_said(line, patient, sight), open_to))
    shown = [one for one in rows if before is None or one.line.pk < before]
    more = f"?before={shown[LINES_SHOWN - 1].line.pk}" if len(shown) > LINES_SHOWN else ""
    return shown[:LINES_SHOWN], more
