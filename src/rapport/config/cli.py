"""`rapport`: one command for everything that is not done in the browser."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

# sub-command → module under config/commands with HELP, add_arguments(parser) and run(arguments) -> exit code
COMMANDS = {
    "serve": "serve",
    "web": "web",
    "worker": "worker",
    "demo": "demo",
    "prepare": "prepare",
    "import": "import_files",
    "undo-import": "undo_import",
    "first-hour": "first_hour",
    "classify": "classify",
    "segment": "segment",
    "user": "user",
    "branch": "branch",
    "backup": "backup",
    "restore": "restore",
    "doctor": "doctor",
    "assets": "assets",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one sub-command; gives its exit code: 0 done, 1 refused or failed, 2 called wrongly."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rapport.config.settings")
    from django.core.exceptions import ImproperlyConfigured, ValidationError
    from django.db import OperationalError
    from django.utils.translation import gettext as _

    from rapport.lib.refusal import Refused

    try:
        arguments = _parsed(list(sys.argv[1:] if argv is None else argv))
        code = int(arguments.run(arguments))
        sys.stdout.flush()
        return code
    except Refused as refusal:
        print(f"rapport: {refusal}", file=sys.stderr)
        return 1
    except ValidationError as error:
        print("\n".join(f"rapport: {line}" for line in _lines(error)), file=sys.stderr)
        return 1
    except ImproperlyConfigured as error:  # of the environment: no settings, so no language either
        print(f"rapport: {error}", file=sys.stderr)
        return 1
    except OperationalError as error:
        told = _("the database: %(reason)s — `rapport doctor` says what to do.")
        print("rapport:", told % {"reason": " ".join(str(error).split())}, file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads has enough: rapport user list | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


def _parsed(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="rapport", description="Keeps a dental clinic's clients.")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)
    # only the command that is called is imported: the others would cost its user seconds
    called = next((word for word in words if word in COMMANDS), None)
    for name, module in COMMANDS.items():
        if called in (None, name):
            command = importlib.import_module(f"rapport.config.commands.{module}")
            sub = commands.add_parser(name, help=command.HELP, description=command.HELP)
            command.add_arguments(sub)
            sub.set_defaults(run=command.run)
    return parser.parse_args(words)


def _lines(error: Any) -> list[str]:
    """What is wrong with what was typed, field by field where the fields are known."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    return [f"{field}: {word}" for field, words in error.message_dict.items() for word in words]


if __name__ == "__main__":
    sys.exit(main())
