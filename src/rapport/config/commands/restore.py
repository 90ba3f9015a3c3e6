"""Put a backup back, on this machine or another, in this kind of database or the other."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.config import ready
from rapport.config.commands import backup_key
from rapport.config.commands.backup import in_figures
from rapport.config.commands.columns import minute
from rapport.lib.refusal import Refused

if TYPE_CHECKING:
    from rapport.config.archive.manifest import Manifest

HELP = "put a backup back (stop Rapport first)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="an archive that `rapport backup` wrote")
    backup_key.add_argument(parser)
    parser.add_argument("--replace", action="store_true", help="even though there is a clinic in the database")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    ready.bring_up_to_date()
    from rapport.config.archive.loading import is_empty
    from rapport.config.archive.reading import opened

    passphrase = backup_key.passphrase(arguments)
    if not arguments.replace and not is_empty():
        raise Refused(
            "not_empty",
            gettext_lazy(
                "There is a clinic in this database already. Take a backup of it, then restore with --replace."
            ),
        )
    started = time.monotonic()
    with opened(arguments.file, passphrase) as archive:
        manifest = archive.manifest
        _ask(arguments, manifest)
        _put_back(archive, arguments.file)
    told = {**in_figures(manifest), "file": arguments.file.name, "seconds": round(time.monotonic() - started, 1)}
    print(json.dumps(told, indent=2) if arguments.json else _words(manifest))
    return 0


def _put_back(archive: Any, file: Path) -> None:
    from django.conf import settings

    from rapport.config.archive.loading import restore
    from rapport.config.schedule import ensure_schedule

    # whatever bytes the name is made of
    restore(archive, Path(settings.MEDIA_ROOT), name=os.fsencode(file.name).decode(errors="replace"))
    ensure_schedule()


def _ask(arguments: argparse.Namespace, manifest: Manifest) -> None:
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise Refused(
            "no_terminal", gettext_lazy("There is nobody to ask. Say --yes to restore without a question.")
        )
    question = _(
        "Put back %(rows)s rows and %(files)s files of %(moment)s, in place of all that is here now? [y/N]"
    ) % _amounts(manifest)
    if input(f"{question} ").strip().lower() not in ready.YES:
        raise Refused("not_wanted", gettext_lazy("Nothing was changed."))


def _words(manifest: Manifest) -> str:
    lines = [
        _("%(rows)s rows and %(files)s files are as they were at %(moment)s; everything was compared.")
        % _amounts(manifest),
        _("Contents: %(hash)s") % {"hash": manifest.contents},
        _(
            "This is a restored copy now, and sends nothing. Once the old installation is switched off, somebody "
            "who may change the clinic confirms it in the settings, or here: "
            "rapport doctor --confirm-restored USERNAME"
        ),
    ]
    return "\n".join(lines)


def _amounts(manifest: Manifest) -> dict[str, str]:
    return {"rows": f"{manifest.rows:,}", "files": f"{len(manifest.files):,}", "moment": minute(manifest.taken_at)}
