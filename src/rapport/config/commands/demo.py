"""One believable clinic to look around in."""

import argparse
import os

from rapport.config.commands import web

HELP = "fill an empty database with a believable clinic and serve it"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    web.add_arguments(parser)
    parser.add_argument("--seed-only", action="store_true", help="fill the database, do not serve")


def run(arguments: argparse.Namespace) -> int:
    os.environ["RAPPORT_DEMO"] = "1"
    from rapport.config import ready

    ready.set_up()
    if not arguments.seed_only:
        web.look_whether_free(arguments.listen)
    ready.bring_up_to_date()
    from django.utils.translation import gettext as _

    from rapport.demo.seeding import seed_demo
    from rapport.staff.models import Branch

    if not Branch.objects.exists():
        print(_("Making the demo clinic …"), flush=True)
        seed_demo()
    if arguments.seed_only:
        return 0
    from rapport.config.commands.serve import serve

    return serve(arguments.listen, arguments.processes)
