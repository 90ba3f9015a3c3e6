"""Put a backup back, on this machine or another, in this kind of database or the other."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from rapport.config import home, ready
from rapport.lib.refusal import Refused

if TYPE_CHECKING:
    from rapport.config.archive.manifest import Manifest

HELP = "put a backup back (stop Rapport first)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="an archive that `rapport backup` wrote")
    parser.add_argument("--replace", action="store_true", help="even though there is a clinic in the database")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    ready.bring_up_to_date()
    from django.conf import settings

    from rapport.config.archive.loading import is_empty, restore
    from rapport.config.archive.reading import opened
    from rapport.config.schedule import ensure_schedule
    from rapport.lib import clock

    if not arguments.replace and not is_empty():
        raise Refused(
            "not_empty",
            "There is a clinic in this database already. Take a backup of it, then restore with --replace.",
        )
    started = time.monotonic()
    with opened(arguments.file) as archive:
        manifest = archive.manifest
        _ask(arguments, manifest)
        restore(archive, Path(settings.MEDIA_ROOT))
    ensure_schedule()
    marker = {"at": clock.now().isoformat(), "file": arguments.file.name, "taken_at": manifest.taken_at}
    home.mark_restored(settings.HOME, marker)
    told = {
        **marker,
        "tables": {label: table.rows for label, table in manifest.tables.items()},
        "files": len(manifest.files),
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(told, indent=2) if arguments.json else _words(manifest))
    return 0


def _ask(arguments: argparse.Namespace, manifest: Manifest) -> None:
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise Refused("no_terminal", "There is nobody to ask. Say --yes to restore without a question.")
    what = f"{manifest.rows:,} rows and {len(manifest.files):,} files of {manifest.taken_at}"
    if input(f"Put back {what}, in place of all that is here now? [y/N] ").strip().lower() not in ("y", "yes"):
        raise Refused("not_wanted", "Nothing was changed.")


def _words(manifest: Manifest) -> str:
    return (
        f"{manifest.rows:,} rows and {len(manifest.files):,} files are as they were at {manifest.taken_at}; "
        "everything was compared.\nThis is a restored copy now. Once you are sure that it is the one in use: "
        "rapport doctor --confirm-restored"
    )
