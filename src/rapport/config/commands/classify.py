"""Where everyone stands, from the command line: brought up to date, as of a day, or by a policy that is tried."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.config import ready
from rapport.config.commands import given
from rapport.config.commands.bar import Bar

HELP = "bring facts and classes of everyone up to date and show how many stand where; or try a policy out"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=given.day, metavar="DATE", help="as it stood on this day; changes nothing")
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help="rules of one scheme, to try out (with --simulate)"
    )
    parser.add_argument("--simulate", action="store_true", help="who would move by these rules; changes nothing")
    parser.add_argument("--branch", metavar="NAME", help="show one branch only")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    """0 done, 2 called wrongly or with a policy that is none."""
    ready.set_up()
    from rapport.segmentation.policies.reading import PolicyRefused

    if bool(arguments.policy) != arguments.simulate:
        words = _("--policy and --simulate go together. Rules count once they are put in force in the settings.")
        print("rapport classify:", words, file=sys.stderr)
        return 2
    branch_ids = _branch(arguments.branch)
    try:
        policy = _policy(arguments.policy) if arguments.policy else None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or _("this is no text in UTF-8")
        print(f"rapport classify: {arguments.policy}: {reason}", file=sys.stderr)
        return 2
    except PolicyRefused as refusal:
        print("rapport classify:", _pointed(refusal), file=sys.stderr)
        return 2
    told = _simulated(policy, branch_ids, arguments) if policy else _classified(branch_ids, arguments)
    print(json.dumps(told, ensure_ascii=False, indent=2) if arguments.json else _as_text(told))
    return 0


def _branch(name: str | None) -> frozenset[int] | None:
    from rapport.lib.refusal import Refused
    from rapport.staff.models import Branch

    found = frozenset(Branch.objects.filter(name=name).values_list("pk", flat=True)) if name else None
    if found is not None and not found:
        raise Refused(
            "no_branch",
            gettext_lazy("There is no branch “%(name)s”. `rapport branch list` shows them."),
            {"name": name},
        )
    return found


def _policy(path: Path) -> Any:
    from rapport.segmentation.policies.reading import read_policy
    from rapport.segmentation.vocabulary import vocabulary

    return read_policy(path.read_text(encoding="utf-8-sig"), vocabulary())


def _pointed(refusal: Any) -> str:
    from rapport.config.commands.pointing import pointed

    if refusal.problem is None:
        return str(refusal.message)
    return f"{refusal.grade}: {pointed(refusal.condition, refusal.problem)}"


def _classified(branch_ids: frozenset[int] | None, arguments: argparse.Namespace) -> dict[str, Any]:
    """Everyone looked at anew, for good or, as of a day, for the look alone."""
    from django.db import transaction
    from django.db.models import Count, Max

    from rapport.people.models import StandingChange
    from rapport.segmentation.as_of import as_it_stood
    from rapport.segmentation.refresh import refresh_facts

    bar = Bar()

    def told(done: int, of: int) -> None:
        bar.show(_("classes"), done * 100 // of)

    if arguments.as_of:
        with as_it_stood(arguments.as_of, told):
            bar.end()
            return {"as_of": arguments.as_of.isoformat(), "schemes": _schemes(branch_ids, None)}
    with transaction.atomic():
        last = StandingChange.objects.aggregate(last=Max("pk"))["last"] or 0
        refresh_facts(told=told)
        bar.end()
        moves = StandingChange.objects.filter(pk__gt=last)
        if branch_ids is not None:
            moves = moves.filter(patient__branch__in=branch_ids)
        moved = dict(moves.order_by().values_list("scheme").annotate(number=Count("pk")))
    return {"schemes": _schemes(branch_ids, moved)}


def _schemes(branch_ids: frozenset[int] | None, moved: dict[str, int] | None) -> dict[str, Any]:
    from rapport.segmentation.census import census

    return {
        one.scheme.value: {
            "grades": {g: {"people": n, "share": round(one.share(g), 4)} for g, n in one.people.items()},
            "everyone": one.everyone,
            "outside": one.outside,
            **({} if moved is None else {"moved": moved.get(one.scheme, 0)}),
        }
        for one in census(branch_ids)
    }


def _simulated(policy: Any, branch_ids: frozenset[int] | None, arguments: argparse.Namespace) -> dict[str, Any]:
    """What the rules would do beside where people stand."""
    from rapport.segmentation.as_of import as_it_stood
    from rapport.segmentation.policies.trying import try_policy

    if arguments.as_of:
        with as_it_stood(arguments.as_of) as days:
            trial = try_policy(policy, branch_ids, days)
    else:
        trial = try_policy(policy, branch_ids)
    return {
        **({"as_of": arguments.as_of.isoformat()} if arguments.as_of else {}),
        "scheme": trial.scheme.value,
        "everyone": trial.everyone,
        "moving": trial.moving,
        "up": trial.up,
        "down": trial.down,
        "jumping": trial.jumping,
        "moves": [
            {"from": before, "to": after, "people": number}
            for (before, after), number in sorted(trial.moves.items())
            if before or after
        ],
    }


def _as_text(told: dict[str, Any]) -> str:
    return _matrix(told) if "moves" in told else "\n\n".join(_table(*one) for one in told["schemes"].items())


def _table(scheme: str, told: dict[str, Any]) -> str:
    from rapport.people.models.standing import GRADES, Scheme

    head = f"{str(Scheme(scheme).label).capitalize()}: {told['everyone']:,}"
    if told.get("moved"):
        moved = ngettext("%(n)s moved", "%(n)s moved", told["moved"]) % {"n": f"{told['moved']:,}"}
        head += f" ({moved})"
    lines = [
        f"  {grade:<10} {one['people']:>10,} {one['share']:>7.1%}  {GRADES[scheme][grade]}"
        for grade, one in told["grades"].items()
    ]
    outside = f"  {'–':<10} {told['outside']:>10,} {'':>7}  {_('not in this scheme')}"
    return "\n".join([head, *lines, *([outside] if told["outside"] else [])])


def _matrix(told: dict[str, Any]) -> str:
    """Rows: the grade now; columns: the grade by the rules that are tried."""
    from rapport.people.models.standing import GRADES, Scheme

    moves = {(one["from"], one["to"]): one["people"] for one in told["moves"]}
    grades = [*GRADES[told["scheme"]], *([""] if any("" in pair for pair in moves) else [])]
    head = "".join(f"{grade or '–':>11}" for grade in grades)
    lines = [
        f"{before or '–':<11}" + "".join(f"{moves.get((before, after), 0) or '·':>11}" for after in grades)
        for before in grades
    ]
    words = _("%(moving)s of %(everyone)s would move: %(up)s up, %(down)s down.")
    figures = {key: f"{told[key]:,}" for key in ("moving", "everyone", "up", "down")}
    return "\n".join([str(Scheme(told["scheme"]).label).capitalize(), f"{'':<11}{head}", *lines, words % figures])
