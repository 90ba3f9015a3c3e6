"""Takes an import back, on the command line."""

import argparse
import json
import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.config import ready

HELP = "take back everything an import wrote"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", type=int, metavar="ID")
    parser.add_argument("--yes", action="store_true", help="without asking")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    """0 undone, 1 not undone."""
    ready.set_up()
    from rapport.config.commands.import_progress import Progress
    from rapport.importing import actions, report
    from rapport.importing.models import Import, ImportState
    from rapport.lib.refusal import Refused

    imported = Import.objects.filter(pk=arguments.id).first()
    if imported is None:
        raise Refused("no_import", gettext_lazy("There is no import %(id)s."), {"id": arguments.id})
    if not arguments.yes and not _agreed(imported.pk):
        return 1
    if imported.state != ImportState.UNDOING:
        actions.undo_import(imported, by=None, queued=False)
    Progress(imported.pk).work()
    imported = Import.objects.get(pk=imported.pk)
    kept = report.kept_by_undo(imported)
    if arguments.json:
        told = {"import": imported.pk, "state": imported.state, "kept": report.as_json(imported)["kept"]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        print("\n".join([f"import {imported.pk}: {imported.state}", *kept]))
    return 0 if imported.state == ImportState.UNDONE else 1


def _agreed(pk: int) -> bool:
    if not sys.stdin.isatty():
        print(_("There is nobody to ask. Say --yes to take it back."), file=sys.stderr)
        return False
    question = _("Take back import %(id)s? [y/N]") % {"id": pk}
    return input(f"{question} ").strip().lower() in ready.YES
