"""Bring an installation up to date without serving it."""

import argparse

from rapport.config import ready

HELP = "bring the database and the static files up to date"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Takes none."""


def run(arguments: argparse.Namespace) -> int:
    ready.set_up()
    ready.bring_up_to_date()
    return 0
