"""Build the demo company in this installation and set its clock; `truckroll demo` does it for you."""

import argparse
import sys

from truckroll.cli.demo import add_day, add_speed
from truckroll.demo.build import OtherDay, build
from truckroll.demo.demand import Demand, DrawnDays
from truckroll.demo.replay import CityDay, WrongFile
from truckroll.foundation import clock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_day(parser)
    add_speed(parser)


def demand_of(arguments: argparse.Namespace) -> Demand:
    """The demand somebody asked for: a city's file, or drawn days."""
    return CityDay(arguments.source) if arguments.source else DrawnDays()


def run(arguments: argparse.Namespace) -> int:
    on = arguments.date
    name = arguments.source.name if arguments.source else "drawn"
    demand = demand_of(arguments)
    try:
        if on is not None and isinstance(demand, CityDay) and not demand.cases(on):
            raise WrongFile(f"{name} has no request of {on} that the demo's company could do.")
        build(speed=arguments.speed, real_now=clock.real_now(), demand=demand, name=name, on=on)
    except (OtherDay, WrongFile) as error:
        print(f"truckroll: {error}\nChoose another --home, --date or --source.", file=sys.stderr)
        return 1
    return 0
