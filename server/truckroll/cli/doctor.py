"""Look for everything on this machine that stops truckroll from running well; end with 1 if there is anything."""

import argparse
import json

from truckroll.cli.up import add_address
from truckroll.host.doctor import examine
from truckroll.host.home import prepare


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_address(parser)
    parser.add_argument("--json", action="store_true", help="write the findings as one JSON list")


def run(arguments: argparse.Namespace) -> int:
    findings = []
    for finding in examine(prepare(arguments.home), host=arguments.host, port=arguments.port):
        findings.append(finding)
        if not arguments.json:
            state = "ok    " if finding.ok else "PROBLEM"
            print(f"{state} {finding.check}: {finding.detail}" + (f" [{finding.code}]" if finding.code else ""))
            if not finding.ok:
                print(f"       {finding.what_to_do}")
    if arguments.json:
        print(json.dumps([finding.as_json() for finding in findings], indent=2))
    return 0 if all(finding.ok for finding in findings) else 1
