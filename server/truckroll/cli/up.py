"""Run Postgres, the web server and the worker, and keep them running until SIGTERM or Ctrl-C."""

import argparse

from truckroll.host.supervisor import Supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)


def add_address(parser: argparse.ArgumentParser) -> None:
    """Add where the web server listens."""
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port of the web server (default: 8000)")
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only; 0.0.0.0 is everybody)"
    )


def run(arguments: argparse.Namespace) -> int:
    return Supervisor(arguments.home, host=arguments.host, port=arguments.port).run()
