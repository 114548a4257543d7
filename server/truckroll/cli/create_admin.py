"""Let an administrator in: the first one of a new installation, or another when all have lost their passwords."""

import argparse
import getpass
import sys
from typing import Any

from truckroll.accounts import actions, actors, roles
from truckroll.foundation import clock, commands


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", help="the address to sign in with")
    parser.add_argument("--name", help="the person's name (default: the address)")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from stdin instead of asking for it"
    )


def run(arguments: argparse.Namespace) -> int:
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else _ask()
    actor = actors.system("create-admin")
    body = {"email": arguments.email, "name": arguments.name or arguments.email}

    def effect() -> tuple[int, dict[str, Any]]:
        user = actions.create_user(**body, role=roles.Role.ADMIN.value, password=password, actor=actor, now=clock.now())
        return 201, {"email": user.email}

    answer = commands.run(
        source=commands.find_source(actor.source_kind, actor.source_key),
        name="create_user",
        body=body,
        actor=actor,
        effect=effect,
    )
    if answer.status != 201:
        print(f"truckroll: {answer.body['detail']}\n{answer.body['what_to_do']}", file=sys.stderr)
        return 1
    print(f"{answer.body['email']} may sign in as administrator.")
    return 0


def _ask() -> str:
    while True:
        password = getpass.getpass("Password (at least 12 characters): ")
        if password == getpass.getpass("Again: "):
            return password
        print("The two are not the same.", file=sys.stderr)
