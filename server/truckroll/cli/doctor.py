"""Look for everything on this machine that stops truckroll from running well; end with 1 if there is anything."""

import argparse
import json
import os
from pathlib import Path

from truckroll.cli.up import add_address
from truckroll.host.doctor import examine
from truckroll.host.supervisor import DEFAULT_PORT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser, port=None, port_said=f"that of the truckroll that runs in this home, else {DEFAULT_PORT}")
    parser.add_argument("--json", action="store_true", help="write the findings as one JSON list")


def run(arguments: argparse.Namespace) -> int:
    home = Path(os.path.realpath(arguments.home))
    findings = []
    for finding in examine(home, host=arguments.host, port=arguments.port):
        findings.append(finding)
        if not arguments.json:
            state = "ok    " if finding.ok else "PROBLEM"
            print(f"{state} {finding.check}: {finding.detail}" + (f" [{finding.code}]" if finding.code else ""))
            if not finding.ok:
                print(f"       {finding.what_to_do}")
    if arguments.json:
        print(json.dumps([finding.as_json() for finding in findings], indent=2))
    return 0 if all(finding.ok for finding in findings) else 1
