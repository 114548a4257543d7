"""Be the demo's technicians, dispatcher and bookkeeper, over HTTP, until stopped; `truckroll demo` does it for you."""

import argparse
import logging
import signal
import threading

from truckroll.cli.demo import add_day
from truckroll.cli.demo_build import demand_of
from truckroll.demo.people.play import play


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo's web server answers")
    add_day(parser)


def run(arguments: argparse.Namespace) -> int:
    logging.getLogger("truckroll.demo").setLevel(logging.INFO)
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    play(home=arguments.home, url=arguments.url, demand=demand_of(arguments), stop=stop)
    return 0
