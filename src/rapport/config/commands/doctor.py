"""What is wrong with this installation and what to do."""

import argparse
import json
from dataclasses import asdict

from rapport.config import home, ready

HELP = "what is wrong with this installation, and what to do"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--confirm-restored", action="store_true", help="this restored copy is the one in use from now on"
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing fails; warnings alone do not make it 1."""
    ready.set_up()
    from django.conf import settings

    from rapport.config.health import examine
    from rapport.config.health.finding import State

    if arguments.confirm_restored:
        home.confirm_restored(settings.HOME)
    findings = examine()
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    for finding in [] if arguments.json else findings:
        print(f"{finding.state:<5} {finding.name:<12} {finding.words}")
        if finding.advice:
            print(f"{'':<19}{finding.advice}")
    return int(any(finding.state is State.FAIL for finding in findings))
