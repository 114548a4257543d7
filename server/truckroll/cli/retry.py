"""Deal again with the facts a handler gave up on, after what stopped it is mended; end with 1 if any still fails."""

import argparse

from truckroll.foundation import handling


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(arguments: argparse.Namespace) -> int:
    settled, failed = handling.retry_skipped()
    print(f"{settled} dealt with, {failed} still failing")
    if failed:
        print("`truckroll check` names them with their errors.")
    return 1 if failed else 0
