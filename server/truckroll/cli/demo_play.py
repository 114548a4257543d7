"""Be the demo's technicians, dispatcher and bookkeeper, over HTTP, until stopped; `truckroll demo` does it for you."""

import argparse
import logging
import signal
from typing import NoReturn

from truckroll.cli.demo import add_day
from truckroll.cli.demo_build import demand_of
from truckroll.demo.people.play import play


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo's web server answers")
    add_day(parser)


def run(arguments: argparse.Namespace) -> NoReturn:
    logging.getLogger("truckroll.demo").setLevel(logging.INFO)
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, _leave)
    play(home=arguments.home, url=arguments.url, demand=demand_of(arguments))


def _leave(sign: int, frame: object) -> NoReturn:
    """End at once, even while waiting for an answer: whoever plays next sees from the server what was done."""
    raise SystemExit(0)
