"""The key of encrypted backups: the text in a file, never on the command line, where others could read it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused

VARIABLE = "RAPPORT_BACKUP_KEY_FILE"
# characters; a short one would be guessed
SHORTEST = 16
LONGEST = 4096


def add_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key-file",
        type=Path,
        metavar="FILE",
        default=os.environ.get(VARIABLE) or None,
        help=f"the file that holds the key; else the one that {VARIABLE} names; without either: no encryption",
    )


def passphrase(arguments: argparse.Namespace) -> str | None:
    """The key that is to be used, None for none. Raises Refused where it cannot be read or is too short."""
    if arguments.key_file is None:
        return None
    try:
        with Path(arguments.key_file).open("rb") as file:
            found = file.read(LONGEST + 1).decode().strip()
    except OSError as error:
        raise Refused("no_key", _("The key could not be read: %(reason)s"), {"reason": error}) from error
    except UnicodeDecodeError:
        found = ""
    if not SHORTEST <= len(found) <= LONGEST:
        raise Refused(
            "weak_key",
            _(
                "%(file)s does not hold a key: one is text of at least %(shortest)s characters. This makes one: "
                "openssl rand -base64 32"
            ),
            {"file": arguments.key_file, "shortest": SHORTEST},
        )
    return found
