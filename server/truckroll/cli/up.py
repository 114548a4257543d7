"""Run Postgres, the web server and the worker, and keep them running until SIGTERM or Ctrl-C."""

import argparse

from truckroll.host.supervisor import DEFAULT_PORT, LAST_PORT, Supervisor


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)


def add_address(
    parser: argparse.ArgumentParser, *, port: int | None = DEFAULT_PORT, port_said: str = "%(default)s"
) -> None:
    """Add where the web server listens; `port_said` is how the help names the port that holds without one."""
    parser.add_argument(
        "--port", type=port_number, default=port, metavar="N", help=f"port of the web server (default: {port_said})"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only; 0.0.0.0 is everybody)"
    )


def port_number(typed: str) -> int:
    """Read a port to serve at.

    Raises
    ------
    ArgumentTypeError
        It is none. Nor is 0, which would be another port at every start.
    """
    if typed.isdecimal() and len(typed) <= 5 and 1 <= int(typed) <= LAST_PORT:
        return int(typed)
    raise argparse.ArgumentTypeError(f"{typed} is no port: it is a whole number from 1 to {LAST_PORT}")


def run(arguments: argparse.Namespace) -> int:
    return Supervisor(arguments.home, host=arguments.host, port=arguments.port).run()
