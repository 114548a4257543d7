"""Build the demo company in this installation and set its clock; `truckroll demo` does it for you."""

import argparse
from datetime import date

from truckroll.cli.demo import add_day
from truckroll.demo.build import build
from truckroll.foundation import clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_day(parser)
    parser.add_argument("--speed", type=float, default=30.0, help="business seconds in a real second (default: 30)")


def run(arguments: argparse.Namespace) -> int:
    on = date.fromisoformat(arguments.date) if arguments.date else None
    build(speed=arguments.speed, real_now=clock.real_now(), on=on)
    return 0
