"""Write the pages that are made from the code and docs/openapi.json; with --check only say which are stale."""

import argparse
import sys
from pathlib import Path

from truckroll.config import docs

_CHECKOUT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 when a page is stale")


def run(arguments: argparse.Namespace) -> int:
    stale = docs.write(_CHECKOUT, check=arguments.check)
    for page in stale:
        print(f"{page} is stale: run ./run docs" if arguments.check else f"wrote {page}", file=sys.stderr)
    return 1 if stale and arguments.check else 0
