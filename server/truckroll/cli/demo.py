"""Show truckroll with an invented company that simulated people keep busy, 30 times as fast as real time."""

import argparse
import math
from datetime import date
from pathlib import Path

from truckroll.cli.up import add_address
from truckroll.host.errors import HostError
from truckroll.host.supervisor import Child, Supervisor, address_of

_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_SLOWEST, _FASTEST = 0.01, 3600.0  # at the most a day's work passes in ten seconds

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
    add_speed(parser)


def add_day(parser: argparse.ArgumentParser) -> None:
    """Add which day of which file is replayed."""
    parser.add_argument("--date", type=day, metavar="YYYY-MM-DD", help="the day to begin with")
    parser.add_argument(
        "--source", type=Path, metavar="FILE", help="with `day`: service requests as a city publishes them"
    )


def add_speed(parser: argparse.ArgumentParser) -> None:
    """Add how fast its clock runs."""
    parser.add_argument(
        "--speed", type=speed, default=30.0, help="business seconds in a real second (default: %(default)g)"
    )


def day(typed: str) -> date:
    """Read a day to begin with.

    Raises
    ------
    ArgumentTypeError
        It is no date, or one near the ends of the calendar, where the two weeks before it or a time zone break.
    """
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        on = date.min
    if _FIRST_YEAR <= on.year <= _LAST_YEAR:
        return on
    raise argparse.ArgumentTypeError(f"{typed} is no date like 2026-11-23 of the years {_FIRST_YEAR} to {_LAST_YEAR}")


def speed(typed: str) -> float:
    """Read how many times as fast as real time the demo runs.

    Raises
    ------
    ArgumentTypeError
        Time would stand still or run back, or so fast that its people no longer keep up.
    """
    try:
        times = float(typed)
    except ValueError:
        times = math.nan
    if _SLOWEST <= times <= _FASTEST:  # also false for what is no number
        return times
    raise argparse.ArgumentTypeError(f"{typed} is no speed: it is a number from {_SLOWEST:g} to {_FASTEST:g}")


def run(arguments: argparse.Namespace) -> int:
    home, asked = arguments.home, []
    if arguments.what == "day":
        if not (arguments.date and arguments.source):
            raise HostError("no_day", "A replayed day needs --date and --source.", "Name the day and the city's file.")
        # A home of its own: the drawn company of the other demo stays what it is.
        home = home.with_name(f"{home.name}-{arguments.date}")
        asked = ["--date", str(arguments.date), "--source", str(arguments.source.absolute())]
    elif arguments.date:
        asked = ["--date", str(arguments.date)]
    address = address_of(arguments.host, arguments.port)
    supervisor = Supervisor(
        home,
        host=arguments.host,
        port=arguments.port,
        first=[["demo-build", "--home", str(home), "--speed", str(arguments.speed), *asked]],
        extra=[Child("people", ["demo-play", "--home", str(home), "--url", address, *asked])],
        log_folder=home / "logs",
    )
    return supervisor.run(on_ready=_SIGN_INS.format(address=address, speed=arguments.speed).splitlines())
