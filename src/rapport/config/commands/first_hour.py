"""What the clinic's files say about its clients, in figures."""

import argparse
import json
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.config import ready
from rapport.config.commands import given
from rapport.config.commands.columns import padded
from rapport.lib.refusal import Refused

HELP = "what was found about the clinic's clients: not seen, no consent, likely duplicates …"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=given.day, metavar="DATE", help="as it stood on this day")
    parser.add_argument("--branch", metavar="NAME", help="one branch only")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    from rapport.people.models import Patient
    from rapport.segmentation.first_hour import first_hour_as_of
    from rapport.staff.models import Branch

    branches = Branch.objects.filter(name=arguments.branch) if arguments.branch else Branch.objects.all()
    if arguments.branch and not branches:
        raise Refused(
            "no_branch",
            gettext_lazy("There is no branch “%(name)s”. `rapport branch list` shows them."),
            {"name": arguments.branch},
        )
    first = branches.first()
    day = arguments.as_of or (first.today() if first else date.today())  # noqa: DTZ011 no branch, no zone
    figures = first_hour_as_of(Patient.objects.filter(branch__in=branches), day)
    print(json.dumps(_as_json(figures), ensure_ascii=False, indent=2) if arguments.json else _as_text(figures))
    return 0


def _as_json(figures: Any) -> dict[str, object]:
    """People by finding; money in whole units of its currency, null in the total when there are several."""
    money = {m.currency: m.total / 100 for m in figures.money}
    shares = {m.currency: m.top_20_share for m in figures.money}
    return {
        "as_of": figures.day.isoformat(),
        **figures.people,
        "visits": figures.visits,
        "appointments": figures.appointments,
        "money_total": next(iter(money.values()), 0) if len(money) < 2 else None,
        "top_20_share": next(iter(shares.values()), None) if len(shares) < 2 else None,
        "money_by_currency": money,
        "top_20_share_by_currency": shares,
    }


def _as_text(figures: Any) -> str:
    from rapport.segmentation.first_hour import FINDINGS

    lines = [f"{padded(FINDINGS[key].label, 45)} {number:>10,}" for key, number in figures.people.items()]
    lines += [
        f"{padded(_('Visits'), 45)} {figures.visits:>10,}",
        f"{padded(_('Appointments'), 45)} {figures.appointments:>10,}",
    ]
    for money in figures.money:
        label = _("Money, %(currency)s") % {"currency": money.currency}
        share = _("top fifth of payers: %(share)s") % {"share": f"{money.top_20_share:.0%}"}
        lines.append(f"{padded(label, 45)} {money.total / 100:>10,.2f}   {share}")
    return "\n".join(lines)
