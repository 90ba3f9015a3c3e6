"""Who meets a condition, from the command line."""

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rapport.config import ready
from rapport.config.commands import given
from rapport.config.commands.bar import Bar

HELP = "count and list the people who meet a condition, such as: last_visit older than 6 months and no next_visit"
LISTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", metavar="TEXT", help="the condition; docs/criteria.md tells the language")
    parser.add_argument("--list", action="store_true", help="list them: file number, name, last visit")
    parser.add_argument("--limit", type=given.count, default=LISTED, metavar="N", help="how many to list (20)")
    parser.add_argument("--as-of", type=given.day, metavar="DATE", help="as it stood on this day")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    """0 counted, 2 the condition is none."""
    ready.set_up()
    from rapport.config.commands.pointing import pointed
    from rapport.criteria.doubting import doubts_said
    from rapport.criteria.problems import CriterionRefused
    from rapport.criteria.reading import read
    from rapport.segmentation.vocabulary import vocabulary

    try:
        node = read(arguments.text, vocabulary())
    except CriterionRefused as problem:
        print("rapport segment:", pointed(arguments.text, problem), file=sys.stderr)
        return 2
    for doubt in doubts_said(node):
        print("rapport segment:", doubt, file=sys.stderr)
    with _days(arguments.as_of) as days:
        told = _told(node, days, arguments)
    print(json.dumps(told, ensure_ascii=False, indent=2) if arguments.json else _as_text(told))
    return 0


@contextmanager
def _days(as_of: date | None) -> Iterator[dict[date, list[int]]]:
    """The days to ask on, with facts as they were then."""
    from rapport.segmentation.as_of import as_it_stood
    from rapport.segmentation.segments import days_of_branches

    if as_of is None:
        yield days_of_branches()
        return
    bar = Bar()
    with as_it_stood(as_of, lambda done, of: bar.show(_("facts"), done * 100 // of)) as days:
        bar.end()
        yield days


def _told(node: Any, days: dict[date, list[int]], arguments: argparse.Namespace) -> dict[str, Any]:
    from rapport.criteria.speaking import sentence
    from rapport.people.models import Patient
    from rapport.segmentation.segments import count_on, meeting

    told: dict[str, Any] = {"sentence": sentence(node), "count": count_on(node, days)}
    if arguments.as_of:
        told["as_of"] = arguments.as_of.isoformat()
    if arguments.list:
        columns = ("file_number", "full_name", "facts__last_visit")
        met = Patient.objects.filter(meeting(node, days)).order_by("sort_key", "pk").values_list(*columns)
        told["people"] = [
            {"file_number": number, "name": name, "last_visit": seen.isoformat() if seen else None}
            for number, name, seen in met[: arguments.limit]
        ]
    return told


def _as_text(told: dict[str, Any]) -> str:
    counted = ngettext("%(count)s person", "%(count)s people", told["count"]) % {"count": f"{told['count']:,}"}
    lines = [told["sentence"], counted]
    people = told.get("people", [])
    lines += [f"{one['file_number']:<12} {one['last_visit'] or '–':<10}  {one['name']}" for one in people]
    if "people" in told and (more := told["count"] - len(people)) > 0:
        words = ngettext("… and %(n)s more", "… and %(n)s more", more)
        lines.append(words % {"n": f"{more:,}"})
    return "\n".join(lines)
