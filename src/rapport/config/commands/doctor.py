"""What is wrong with this installation and what to do."""

import argparse
import json
from dataclasses import asdict

from rapport.config import ready

HELP = "what is wrong with this installation, and what to do"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--confirm-restored",
        metavar="USERNAME",
        help="on this user's word this restored copy is the clinic from now on",
    )


def run(arguments: argparse.Namespace) -> int:
    """0 when nothing fails; warnings alone do not make it 1."""
    ready.set_up()
    from rapport.config.health import examine
    from rapport.config.health.finding import State

    if arguments.confirm_restored:
        _confirm(arguments.confirm_restored)
    findings = examine()
    if arguments.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    for finding in [] if arguments.json else findings:
        print(f"{finding.state:<5} {finding.name:<12} {finding.words}")
        if finding.advice:
            print(f"{'':<19}{finding.advice}")
    return int(any(finding.state is State.FAIL for finding in findings))


def _confirm(username: str) -> None:
    from auditlog.context import set_actor

    from rapport.config.commands.user import found_user
    from rapport.staff.restored_copy import confirm_restored_copy

    user = found_user(username)
    with set_actor(user):
        confirm_restored_copy(by=user)
