"""The assets and catalogues of a checkout, built when something looks missing or out of date."""

import argparse
import sys
from pathlib import Path

import rapport
from rapport.config import assets

HELP = "bring the styles, scripts, icons and message catalogues of a checkout up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help="fetch and build all again")


def run(arguments: argparse.Namespace) -> int:
    root = Path(rapport.__file__).parents[2]
    if not (root / "package.json").is_file():
        print("Rapport is installed as a package here: its assets came with it.")
        return 0
    try:
        built = assets.build(root, force=arguments.force)
    except assets.AssetsError as error:
        print(f"rapport: {error}", file=sys.stderr)
        return 1
    print("The assets have been built." if built else "The assets are up to date.")
    return 0
