"""The `truckroll` command. It calls the rooms below as the API does and decides nothing of its own.

A command is a module of this room with `add_arguments(parser)` and `run(arguments) -> int`, and a line in COMMANDS.
Only the module of the command that was asked for is imported, and by then Django is set up where the line says so.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Literal

from truckroll.host import postgres, restored
from truckroll.host.errors import HostError
from truckroll.host.home import default_home, prepare


@dataclass(frozen=True)
class Command:
    """A line of `truckroll --help`."""

    module: str
    summary: str
    # "rooms": they can be imported; "database": and it can be reached; "tables": and all of this version are in it
    needs: Literal["", "rooms", "database", "tables"] = ""


_PLANNER = "truckroll_planner.cli"  # the engine's own command, which takes the same words

COMMANDS = {
    "up": Command("up", "run everything: Postgres, web server and worker, until stopped"),
    "demo": Command("demo", "the same with an invented company and simulated people, to look around"),
    "doctor": Command("doctor", "look for everything on this machine that stops truckroll from running well"),
    "create-admin": Command("create_admin", "let the first administrator in", needs="tables"),
    "import": Command("import_", "read requests or records in from a file, or take an import back", needs="tables"),
    "export": Command("export", "write records to files that import reads back", needs="tables"),
    "migrate": Command("migrate", "bring the database's tables up to this version", needs="database"),
    "check": Command("check", "hold the live data against everything that must always be true", needs="tables"),
    "backup": Command("backup", "back up the database and its files of one moment", needs="database"),
    "restore": Command("restore", "bring a backup back, or only try whether it could be", needs="rooms"),
    "go-live": Command("go_live", "declare a restored copy the real installation", needs="tables"),
    "retry": Command("retry", "deal again with the facts that a handler gave up on", needs="tables"),
    "postgres": Command("postgres", "run psql, pg_dump ... on this installation's database"),
    "plan": Command(_PLANNER, "plan a problem given as a file; the same as truckroll-planner plan"),
    "judge": Command(_PLANNER, "judge a plan given as a file; the same as truckroll-planner judge"),
    "explain": Command(_PLANNER, "explain a plan given as a file; the same as truckroll-planner explain"),
    "warmup": Command(_PLANNER, "compile the planner's kernels now instead of at the first plan"),
    "docs": Command("docs", "write the generated pages and docs/openapi.json", needs="rooms"),
    "web": Command("web", "the web server alone; `up` runs it for you", needs="database"),
    "demo-build": Command("demo_build", "build the demo company; `demo` runs it for you", needs="tables"),
    "demo-play": Command("demo_play", "be the demo's people; `demo` runs it for you", needs="database"),
    "worker": Command("worker", "the worker alone; `up` runs it for you", needs="database"),
}

_HELP = {"-h", "--help"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code; what went wrong is said on stderr with what to do about it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] in _HELP:
        print(_overview())
        return 0
    name, *rest = given
    command = COMMANDS.get(name)
    if command is None:
        print(f"truckroll: there is no command {name}\n\n{_overview()}", file=sys.stderr)
        return 2
    if command.module == _PLANNER:
        return int(import_module(_PLANNER).main(given))
    # Of what is imported nothing becomes garbage: the collector would look through all of it again and again.
    gc.disable()
    try:
        with ExitStack() as stack:
            if command.needs:
                home = _home_named_in(rest)
                os.environ["TRUCKROLL_HOME"] = str(home)
                works = command.needs != "rooms" and not _HELP & set(rest)
                if works:
                    prepare(home)
                    os.environ["DATABASE_URL"] = stack.enter_context(postgres.database(home))
                    restored.settle(home, os.environ["DATABASE_URL"])
                _set_up_django()
                if works and command.needs == "tables":
                    _migrate()
            module = import_module(f"truckroll.cli.{command.module}")
            parser = argparse.ArgumentParser(prog=f"truckroll {name}", description=module.__doc__)
            add_home(parser)
            module.add_arguments(parser)
            gc.freeze()
            gc.enable()
            return int(module.run(parser.parse_args(rest)))
    except HostError as trouble:
        print(f"truckroll: {trouble.detail}\n{trouble.what_to_do}", file=sys.stderr)
        return 1
    finally:
        gc.enable()


def add_home(parser: argparse.ArgumentParser) -> None:
    """Add the option every command has."""
    parser.add_argument(
        "--home",
        type=Path,
        default=default_home(),
        metavar="DIR",
        help="folder that holds everything of this installation (default: $TRUCKROLL_HOME, else %(default)s)",
    )


def _home_named_in(arguments: Sequence[str]) -> Path:
    """Find `--home` before the command's own parser exists: it can only be made once Django knows its database."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_home(parser)
    return Path(os.path.realpath(parser.parse_known_args(arguments)[0].home))


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truckroll.config.settings")
    import_module("django").setup()


def _migrate() -> None:
    import_module("truckroll.cli.migrate").migrate()


def _overview() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{command.summary}" for name, command in COMMANDS.items()]
    return "usage: truckroll COMMAND [options]; each has --help\n\n" + "\n".join(lines)
