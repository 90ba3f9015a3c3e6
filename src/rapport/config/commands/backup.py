"""Keep everything a clinic would miss in one file, while the clinic goes on working."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rapport.config import ready
from rapport.config.commands import backup_key, given
from rapport.config.commands.columns import minute
from rapport.lib.refusal import Refused

if TYPE_CHECKING:
    from rapport.config.archive.manifest import Manifest

HELP = "write database and files to one archive"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="where to; else a new one in backups/ of RAPPORT_HOME"
    )
    parser.add_argument(
        "--check", action="store_true", help="only read the backup FILE and say whether it is whole"
    )
    parser.add_argument("--keep", type=given.count, metavar="N", help="of those in backups/ keep the latest N")
    backup_key.add_argument(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    started = time.monotonic()
    if (arguments.check and not arguments.file) or (arguments.keep and arguments.file):
        raise Refused(
            "which_file",
            gettext_lazy(
                "--check needs the FILE to check. --keep is for backups/ alone, not for a FILE elsewhere."
            ),
        )
    passphrase = backup_key.passphrase(arguments)
    do = _check if arguments.check else _take
    target, manifest = do(arguments, passphrase)
    told = {
        **in_figures(manifest),
        "file": str(target),
        "bytes": target.stat().st_size,
        "encrypted": passphrase is not None,
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(told, indent=2) if arguments.json else _words(told, manifest))
    return 0


def _take(arguments: argparse.Namespace, passphrase: str | None) -> tuple[Path, Manifest]:
    from django.conf import settings

    from rapport.config.archive import rotation
    from rapport.config.archive.writing import take_backup

    target = (arguments.file or rotation.next_place(settings.HOME, sealed=passphrase is not None)).absolute()
    if not target.parent.is_dir():
        raise Refused("no_folder", gettext_lazy("There is no folder %(folder)s."), {"folder": target.parent})
    try:
        manifest = take_backup(target, Path(settings.MEDIA_ROOT), passphrase)
    except OSError as error:
        raise Refused(
            "not_written", gettext_lazy("The backup could not be written: %(reason)s"), {"reason": error}
        ) from error
    if arguments.keep:
        rotation.keep_latest(settings.HOME, arguments.keep)
    return target, manifest


def _check(arguments: argparse.Namespace, passphrase: str | None) -> tuple[Path, Manifest]:
    from rapport.config.archive.reading import check_contents, opened

    with opened(arguments.file, passphrase) as archive:
        check_contents(archive)
        return arguments.file.absolute(), archive.manifest


def in_figures(manifest: Manifest) -> dict[str, Any]:
    """What a backup holds, for programs."""
    return {
        "version": manifest.version,
        "taken_at": manifest.taken_at,
        "contents": manifest.contents,
        "tables": {label: table.rows for label, table in manifest.tables.items()},
        "files": len(manifest.files),
    }


def _words(told: dict[str, Any], manifest: Manifest) -> str:
    whole = _("%(file)s: %(rows)s rows and %(files)s files in %(size)s MB, read back and found whole.")
    locked = _("Encrypted. Keep the key apart from it: without the key it is lost.")
    lines = [
        whole
        % {
            "file": told["file"],
            "rows": f"{manifest.rows:,}",
            "files": f"{told['files']:,}",
            "size": f"{told['bytes'] / 1e6:,.1f}",
        },
        _("As it stood at %(moment)s, Rapport %(version)s.")
        % {"moment": minute(manifest.taken_at), "version": manifest.version},
        _("Contents: %(hash)s") % {"hash": manifest.contents},
        locked if told["encrypted"] else _("Not encrypted: keep it where patients' records may be kept."),
    ]
    return "\n".join(lines)
