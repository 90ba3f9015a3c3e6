"""Build what the pages load and the compiled catalogues, by hand."""

import argparse
from pathlib import Path

from rapport.config.assets import AssetsError, build
from rapport.lib.refusal import Refused

HELP = "build styles, scripts, icons and catalogues of a checkout"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="fetch everything anew, whether it changed or not")


def run(arguments: argparse.Namespace) -> int:
    root = Path(__file__).resolve().parents[4]
    if not (root / "package-lock.json").is_file():
        raise Refused("no_checkout", "The assets are part of an installed package. Install it again to mend them.")
    try:
        fetched = build(root, force=arguments.force)
    except AssetsError as error:
        raise Refused("not_built", str(error)) from error
    print("Built the assets." if fetched else "The assets are up to date.")
    return 0
