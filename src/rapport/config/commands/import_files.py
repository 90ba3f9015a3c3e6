"""Files in, on the command line: the same preview, application and report as in the browser."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rapport.config import ready

HELP = "bring in files: patients, visits, appointments, payments, price lists"
REFUSALS_SHOWN = 20
KINDS = ("patients", "visits", "appointments", "payments", "prices")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--as", dest="kind", choices=KINDS, default="", help="what the files hold")
    parser.add_argument("--branch", metavar="NAME", help="the branch they belong to")
    parser.add_argument("--resume", type=int, metavar="ID", help="go on with an import that was interrupted")
    parser.add_argument("--yes", action="store_true", help="apply without asking")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    """0 all fine, 1 a file could not be taken or the import did not come to its end, 2 called wrongly."""
    ready.set_up()
    from rapport.config.commands.import_progress import Progress
    from rapport.importing import actions, report
    from rapport.importing.models import Import, ImportState

    if bool(arguments.files) == bool(arguments.resume):
        print("rapport import:", _("name the files, or --resume an import."), file=sys.stderr)
        return 2
    missing = [str(path) for path in arguments.files if not path.is_file()]
    if missing:
        words = _("there is no file %(names)s") % {"names": ", ".join(missing)}
        print("rapport import:", words, file=sys.stderr)
        return 2
    if arguments.resume:
        imported = _to_resume(arguments.resume)
    else:
        files = [(path.name, path) for path in arguments.files]
        imported = actions.start_import(
            files, branch=_branch(arguments.branch), by=None, kind=arguments.kind, queued=False
        )
    progress = Progress(imported.pk)
    progress.work()
    imported = Import.objects.get(pk=imported.pk)
    if imported.state == ImportState.CHECKED and _agreed(arguments, imported):
        actions.apply_import(imported, by=None, queued=False)
        progress.work()
    told = report.as_json(Import.objects.get(pk=imported.pk))
    print(json.dumps(told, ensure_ascii=False, indent=2) if arguments.json else _as_text(told))
    return _code(told)


def _to_resume(pk: int) -> Any:
    from rapport.importing import actions
    from rapport.importing.models import Import, ImportState
    from rapport.lib.refusal import Refused

    imported = Import.objects.filter(pk=pk).first()
    if imported is None:
        raise Refused("no_import", gettext_lazy("There is no import %(id)s."), {"id": pk})
    if imported.state in (ImportState.STOPPED, ImportState.FAILED):
        return actions.resume_import(imported, by=None, queued=False)
    return imported


def _branch(name: str | None) -> Any:
    """The branch that is named, or the only one."""
    from rapport.lib.refusal import Refused
    from rapport.staff.models import Branch

    found = list(Branch.objects.filter(name=name) if name else Branch.objects.all())
    if len(found) == 1:
        return found[0]
    known = ", ".join(Branch.objects.values_list("name", flat=True))
    if not known:
        raise Refused(
            "no_branch",
            gettext_lazy("There is no branch yet. Add one in the settings, or with: rapport branch add"),
        )
    if name:
        raise Refused(
            "no_branch",
            gettext_lazy("There is no branch “%(name)s”. There are: %(known)s."),
            {"name": name, "known": known},
        )
    raise Refused("which_branch", gettext_lazy("Say which branch with --branch: %(known)s."), {"known": known})


def _agreed(arguments: argparse.Namespace, imported: Any) -> bool:
    """Whether to apply: said beforehand, or asked for now. Nobody there to ask means no."""
    from rapport.importing import report

    if arguments.yes:
        return True
    print(_as_text(report.as_json(imported)), file=sys.stderr)
    if not sys.stdin.isatty():
        words = _("Nothing is written yet. To apply: %(command)s")
        print(words % {"command": f"rapport import --resume {imported.pk} --yes"}, file=sys.stderr)
        return False
    return input(f"{_('Apply? [y/N]')} ").strip().lower() in ready.YES


def _code(told: dict[str, Any]) -> int:
    refused = any(file["refused_file"] or file["not_recognised"] for file in told["files"])
    return 1 if refused or told["state"] not in ("applied", "checked") else 0


def _as_text(told: dict[str, Any]) -> str:
    lines = [f"import {told['import']}: {told['state']}"]
    for file in told["files"]:
        kinds = ", ".join(file["kinds"]) or "-"
        lines.append(f"{file['file']} ({kinds})")
        if file["refused_file"]:
            lines.append(f"  {file['refused_file']['reason']}")
            continue
        counts = ("new", "changed", "same", "duplicate", "refused")
        lines.append("  " + "  ".join(f"{name} {file[name]}" for name in counts))
        lines += [f"  {words}" for words in file["codes"]]
        unknown = _("not recognised: %(name)s (say what it is with --as)")
        lines += [f"  {unknown % {'name': name}}" for name in file["not_recognised"]]
        refused = _("line %(line)s: %(reason)s")
        lines += [f"  {refused % one}" for one in file["refusals"][:REFUSALS_SHOWN]]
        remarked = _("%(rows)s × %(reason)s (line %(line)s …)")
        lines += [f"  {remarked % one}" for one in file["remarks"]]
        if (more := len(file["refusals"]) - REFUSALS_SHOWN) > 0:
            words = ngettext("… and %(n)s more; --json tells all", "… and %(n)s more; --json tells all", more)
            lines.append(f"  {words % {'n': more}}")
    return "\n".join(lines)
