"""Run one of Postgres's own programs (psql, pg_dump, pg_restore ...) on this installation's database."""

import argparse
import subprocess

from truckroll.host import postgres
from truckroll.host.programs import environment_for, find_program


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", help="the program to run")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="its own arguments")


def run(arguments: argparse.Namespace) -> int:
    with postgres.database(arguments.home) as url:
        command = [find_program(arguments.program), *arguments.arguments]
        return subprocess.run(command, env=environment_for(url), check=False).returncode
