"""Answer requests on one port until SIGTERM."""

import argparse

from truckroll.cli.up import add_address
from truckroll.config.serve import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)


def run(arguments: argparse.Namespace) -> int:
    serve(host=arguments.host, port=arguments.port)
    return 0
