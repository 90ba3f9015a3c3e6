"""Who may leave without a word, and who left: lists one can act on (CMP-4, CMP-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapport.feedback.losses import Attrition, Why, attrition, to_win_back, why_lost
from rapport.feedback.models import Loss, LossKnown, LossReason
from rapport.feedback.models.loss import LossQuerySet
from rapport.feedback.silent import Precision, Sign, precision, silent_risk
from rapport.people.models import Patient, Standing
from rapport.staff.models import Branch, User
from rapport.web.access import standing_of
from rapport.web.sight import Sight

SHOWN = 50
YEARS = 4


@dataclass(frozen=True)
class Quiet:
    """Somebody who may leave without a word, why, and when they were last here."""

    patient: Patient
    standing: Standing | None
    why: Sequence[str]
    last_visit: date | None


@dataclass(frozen=True)
class SilentPage:
    lines: Sequence[Quiet]
    all: int
    more: bool
    past: Precision


def silent_page(branch: Branch, user: User, page: int) -> SilentPage:
    """Most signs first, then who spent most; the same queries however many there are."""
    today = branch.today()
    risk = silent_risk(branch, today)
    people = (
        Patient.objects.visible_to(user).filter(pk__in=list(risk)).select_related("branch", "standing", "facts")
    )
    spent = {pk: amount or 0 for pk, amount in people.order_by().values_list("pk", "facts__spend_24m")}
    order = sorted(spent, key=lambda pk: (-(Sign.LOW in risk[pk]), -len(risk[pk]), -spent[pk], pk))
    shown = order[page * SHOWN : (page + 1) * SHOWN]
    found = people.in_bulk(shown)
    lines = [
        Quiet(
            found[pk],
            standing_of(found[pk], user),
            [str(sign.label) for sign in Sign if sign in risk[pk]],
            getattr(getattr(found[pk], "facts", None), "last_visit", None),
        )
        for pk in shown
    ]
    return SilentPage(lines, len(order), len(order) > (page + 1) * SHOWN, precision(branch, today))


@dataclass(frozen=True)
class LossLine:
    loss: Loss
    standing: Standing | None
    words: str


@dataclass(frozen=True)
class LossesPage:
    years: Sequence[Attrition]
    chosen: Attrition
    why: Sequence[Why]
    lines: Sequence[LossLine]
    more: bool
    to_win_back: int

    @property
    def all(self) -> int:
        """Everybody who was lost in the year."""
        return sum(one.asked + one.inferred for one in self.why)

    @property
    def besides(self) -> int:
        """Those of them with whom the year did not begin."""
        return self.all - self.chosen.lost


@dataclass(frozen=True)
class Narrowed:
    """The losses of one reason: of those who said so themselves, or of all others."""

    reason: LossReason
    asked: bool

    def of(self, losses: LossQuerySet) -> LossQuerySet:
        same = losses.filter(reason=self.reason)
        return same.filter(known=LossKnown.ASKED) if self.asked else same.exclude(known=LossKnown.ASKED)


def losses_page(
    branch: Branch, user: User, year: int | None, page: int, *, win_back: bool, narrowed: Narrowed | None = None
) -> LossesPage:
    """The ledger of a year (this one, where `year` is none of those that are shown), or those who can be won back;
    a dozen queries whatever there is."""
    this_year = branch.today().year
    years = [attrition([branch], one) for one in range(this_year - YEARS + 1, this_year + 1)]
    chosen = next((one for one in years if one.year == year), years[-1])
    of_year = Loss.objects.filter(branch=branch, lost_on__year=chosen.year)
    if narrowed:
        of_year = narrowed.of(of_year)
    back = to_win_back([branch])
    rows = (
        (back if win_back else of_year)
        .visible_to(user)
        .select_related("patient__branch", "patient__standing", "by")
    )
    found = list(rows.order_by("-lost_on", "-pk")[page * SHOWN : (page + 1) * SHOWN + 1])
    sight = Sight.at(user, branch.pk)
    return LossesPage(
        years,
        chosen,
        [one for one in why_lost([branch], chosen.year) if one.asked or one.inferred or one.usual],
        [LossLine(one, standing_of(one.patient, user), sight.text(one.words)) for one in found[:SHOWN]],
        len(found) > SHOWN,
        back.count(),
    )
