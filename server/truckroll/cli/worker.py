"""Do what comes after a commit and what is due later, until SIGTERM."""

import argparse

from truckroll.config import worker


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A worker has no options of its own."""


def run(arguments: argparse.Namespace) -> int:
    worker.run()
    return 0
