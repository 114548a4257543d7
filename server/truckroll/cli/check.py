"""Hold the live data against everything that must always be true; end with 1 if anything is not."""

import argparse
import json

from truckroll.foundation import invariants


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="write what was found as JSON")


def run(arguments: argparse.Namespace) -> int:
    breaches = invariants.check()
    if arguments.json:
        print(json.dumps(breaches, indent=2, default=str))
    else:
        for code, found in breaches.items():
            for breach in found:
                print(f"{code}: {breach}")
        if not any(breaches.values()):
            print("everything is as it must be")
    return 1 if any(breaches.values()) else 0
