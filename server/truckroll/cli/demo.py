"""Show truckroll with an invented company that simulated people keep busy, 30 times as fast as real time."""

import argparse
from pathlib import Path

from truckroll.cli.up import add_address
from truckroll.host.errors import HostError
from truckroll.host.supervisor import Child, Supervisor, address_of

_SIGN_INS = """
  office       {address}/office/       dispatcher@demo.test · billing@demo.test · owner@demo.test
  technician   {address}/technician/   ana@demo.test · ben@demo.test · … (his simulated self steps aside for a while)
  password     demo-truckroll

The company, its people and its places are invented. Its clock runs {speed:g} times as fast as yours. Ctrl-C stops it;
the next start goes on where this one stopped."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    parser.add_argument("what", nargs="?", choices=["day"], help="`day`: replay a real day of a city's demand")
    add_day(parser)
    parser.add_argument("--speed", type=float, default=30.0, help="business seconds in a real second (default: 30)")


def add_day(parser: argparse.ArgumentParser) -> None:
    """Add which day of which file is replayed."""
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="the day to begin with")
    parser.add_argument(
        "--source", type=Path, metavar="FILE", help="with `day`: service requests as a city publishes them"
    )


def run(arguments: argparse.Namespace) -> int:
    home, day = arguments.home, []
    if arguments.what == "day":
        if not (arguments.date and arguments.source):
            raise HostError("no_day", "A replayed day needs --date and --source.", "Name the day and the city's file.")
        # A home of its own: the drawn company of the other demo stays what it is.
        home = home.with_name(f"{home.name}-{arguments.date}")
        day = ["--date", arguments.date, "--source", str(arguments.source.absolute())]
    elif arguments.date:
        day = ["--date", arguments.date]
    address = address_of(arguments.host, arguments.port)
    supervisor = Supervisor(
        home,
        host=arguments.host,
        port=arguments.port,
        first=[["demo-build", "--home", str(home), "--speed", str(arguments.speed), *day]],
        extra=[Child("people", ["demo-play", "--home", str(home), "--url", address, *day])],
        log_folder=home / "logs",
    )
    return supervisor.run(on_ready=_SIGN_INS.format(address=address, speed=arguments.speed).splitlines())
