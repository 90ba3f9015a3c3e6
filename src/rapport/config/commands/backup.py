"""Keep everything a clinic would miss in one file, while the clinic goes on working."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from rapport.config import ready
from rapport.lib.refusal import Refused

HELP = "write database and files to one archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="where to; else a new one in backups/ of RAPPORT_HOME"
    )
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    from django.conf import settings

    from rapport.config.archive.writing import take_backup

    target = (arguments.file or _default_place(settings.HOME)).absolute()
    if not target.parent.is_dir():
        raise Refused("no_folder", f"There is no folder {target.parent}.")
    started = time.monotonic()
    try:
        manifest = take_backup(target, Path(settings.MEDIA_ROOT))
    except OSError as error:
        raise Refused("not_written", f"The backup could not be written: {error}") from error
    told = {
        "file": str(target),
        "bytes": target.stat().st_size,
        "taken_at": manifest.taken_at,
        "tables": {label: table.rows for label, table in manifest.tables.items()},
        "files": len(manifest.files),
        "seconds": round(time.monotonic() - started, 1),
    }
    if arguments.json:
        print(json.dumps(told, indent=2))
    else:
        print(
            f"{target}: {manifest.rows:,} rows and {len(manifest.files):,} files in "
            f"{target.stat().st_size / 1e6:,.1f} MB, read back and found whole."
        )
    return 0


def _default_place(home: Path) -> Path:
    from rapport.lib import clock

    folder = home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"rapport-{clock.now():%Y%m%d-%H%M%S}.zip"
