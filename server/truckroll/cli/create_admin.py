"""Let an administrator in: the first one of a new installation, or another when all have lost their passwords."""

import argparse
import getpass
import sys

from django.db import transaction

from truckroll.accounts import actions, actors, roles
from truckroll.foundation import clock
from truckroll.foundation.refusals import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the address to sign in with")
    parser.add_argument("--name", help="the person's name (default: the address)")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from stdin instead of asking for it"
    )


def run(arguments: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else _ask()
    try:
        with transaction.atomic():
            user = actions.create_user(
                email=arguments.email,
                name=arguments.name or arguments.email,
                role=roles.Role.ADMIN.value,
                password=password,
                actor=actors.system("create-admin"),
                now=clock.now(),
            )
    except Refusal as refusal:
        print(f"truckroll: {refusal.detail}\n{refusal.remedy}", file=sys.stderr)
        return 1
    print(f"{user.email} may sign in as administrator.")
    return 0


def _ask() -> str:
    while True:
        password = getpass.getpass("Password (at least 12 characters): ")
        if password == getpass.getpass("Again: "):
            return password
        print("The two are not the same.", file=sys.stderr)
