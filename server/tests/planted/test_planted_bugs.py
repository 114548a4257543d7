"""Does the harness bite? Bugs of the kind that lose or double things are planted, and a named test must turn red.

Each is planted in a copy of the server: as text that must be there exactly once, so that a plant whose code has moved
is noticed, or as a statement for the test's own database. The copy's test runs in a process of its own, and has to
fail for the reason given here: a plant that merely breaks everything proves nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
COMMANDS = "foundation/commands.py"
FEED = "foundation/events.py"
RACE = "workforce/test_occupancy.py::test_p8_of_many_at_once_one_gets_the_slot"
KEY = "faults/test_f7_f8_f9_lost_repeated_reordered.py::test_f8_p27_a_key_belongs_to_the_program_and_not_to_its_token"
KILLED = "faults/test_f1_killed_at_every_crash_point.py::test_f1_p1_p2_p3_p17_p28_killed_at_each_pass_of_a_point"


@dataclass(frozen=True)
class Plant:
    """One bug: what is changed where, which test must fail, and what it must say."""

    changes: tuple[tuple[str, str, str], ...]
    caught_by: str
    because: str
    sql: str = ""


PLANTS = {
    "b1_the_ledger_has_no_unique_key": Plant(
        changes=(),
        sql="ALTER TABLE foundation_command DROP CONSTRAINT command_once",
        caught_by=KEY,
        because=r"assert len\(set\(got\)\) == 1|assert \[status",
    ),
    "b2_the_reply_goes_out_before_the_commit": Plant(
        changes=(
            (
                COMMANDS,
                "            answer = _once(order, effect)\n",
                "            answer = _replied_at_once(order, effect)\n",
            ),
            (
                COMMANDS,
                "def _once(order: Line, effect: Callable[[], tuple[int, dict[str, Any]]]) -> Answer:\n",
                """def _replied_at_once(order, effect):
    import queue, threading
    replies = queue.Queue()
    def reply(answer):
        replies.put(answer)
        time.sleep(bool(crash._name) and crash._left == 1)
    def work():
        try:
            replies.put(_once(order, effect, reply))
        except BaseException as error:
            replies.put(error)
        finally:
            connection.close()
    threading.Thread(target=work).start()
    reply = replies.get()
    if isinstance(reply, BaseException):
        raise reply
    return reply


def _once(order, effect, reply):
""",
            ),
            (
                COMMANDS,
                '        crash.point("cmd.before_commit")\n',
                '        reply(answer)\n        crash.point("cmd.before_commit")\n',
            ),
        ),
        caught_by=f"{KILLED}[cmd.before_commit-a phone sends]",
        because=r"assert day\.notes\(\) == written|unknown_device",
    ),
    "b4_the_feed_is_read_by_id_alone": Plant(
        changes=(
            (
                FEED,
                (
                    "WHERE (xid, id) > (%s::xid8, %s) AND xid < pg_snapshot_xmin(pg_current_snapshot())\n"
                    "ORDER BY foundation_outboxevent.xid, id"
                ),
                "WHERE %s::xid8 IS NOT NULL AND id > %s\nORDER BY id",
            ),
            (
                FEED,
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text",
                "SELECT coalesce(max(id), 0) FROM foundation_outboxevent",
            ),
            (
                FEED,
                "return Cursor(int(cursor.fetchone()[0]) - 1, 2**62)",
                "return Cursor(0, int(cursor.fetchone()[0]))",
            ),
        ),
        caught_by="foundation/test_read_outbox.py::"
        "test_p10_a_reader_by_watermark_loses_no_fact_of_slow_and_rolled_back_writers",
        because=r"assert set\(seen\) == committed",
    ),
    "b5_time_is_checked_and_then_taken": Plant(
        changes=(("workforce/locks.py", "    if keys:\n", "    if keys and not keys:\n"),),
        sql="ALTER TABLE workforce_occupancy DROP CONSTRAINT occupancy_no_overlap",
        caught_by=RACE,
        because=r"assert \(\d+, \d+, 40\) == \(5, 35, 40\)",
    ),
    "b8_a_key_belongs_to_its_token": Plant(
        changes=(
            (
                "foundation/http.py",
                "Sender(actor.source_kind, actor.source_key,",
                'Sender(actor.source_kind, actor.source_key + request.headers.get("Authorization", ""),',
            ),
        ),
        caught_by=KEY,
        because=r"assert len\(set\(got\)\) == 1",
    ),
    "b9_a_gap_in_a_phones_numbers_is_ignored": Plant(
        changes=(
            (
                COMMANDS,
                "entered is None or order.seq != phone.last_seq + 1",
                "entered is None",
            ),
        ),
        caught_by="foundation/test_run_command.py::test_p2_a_gap_in_the_sequence_is_refused_with_the_expected_number",
        because="DID NOT RAISE",
    ),
}

# A session fixture of every test: after the database is there, before anything uses it.
PLUGIN = """
import pytest

@pytest.fixture(autouse=True, scope="session")
def _planted(django_db_setup, django_db_blocker):
    from django.db import connection
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute({sql!r})
"""

pytestmark = pytest.mark.planted


@pytest.fixture
def copy(tmp_path: Path, django_db_setup: None) -> Path:
    """A copy of the server and its tests; it makes a database of its own from this process's template."""
    shutil.copytree(REPOSITORY / "server", tmp_path / "server")
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    (tmp_path / "engine").symlink_to(REPOSITORY / "engine")
    return tmp_path


def plant(copy: Path, bug: Plant) -> None:
    """Change the copy; what is replaced must be there exactly once."""
    for file, old, new in bug.changes:
        path = copy / "server/truckroll" / file
        text = path.read_text()
        assert text.count(old) == 1, f"{file} has {text.count(old)} times {old!r}: plant the bug where the code is now"
        path.write_text(text.replace(old, new))


def run_tests(copy: Path, *tests: str, sql: str = "") -> dict[str, str]:
    """Run tests of the copy in a process of their own; what each said when it failed, empty if it passed."""
    hidden = ("PYTEST", "DATABASE_URL", "DJANGO", "TRUCKROLL_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(hidden)}
    command = [
        sys.executable, "-m", "pytest", "-p", "no:xdist", "-p", "no:cacheprovider", "-q", "--junitxml=results.xml",
        *(f"server/tests/{test}" for test in tests),
    ]  # fmt: skip
    if sql:
        (copy / "planted.py").write_text(PLUGIN.format(sql=sql))
        command += ["-p", "planted"]
    path = os.pathsep.join(str(copy / part) for part in ("server", "engine", ""))
    environment |= {"PYTHONPATH": path, "TRUCKROLL_TEST_CLUSTER": os.environ["DATABASE_URL"]}
    ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=600)
    assert ran.returncode in (0, 1), ran.stdout[-3000:] + ran.stderr[-3000:]
    found = {}
    for case in ET.parse(copy / "results.xml").getroot().iter("testcase"):
        assert (said := case.find("error")) is None, f"{case.get('name')} did not run: {said.text}"
        said = case.find("failure")
        # The line that failed and what it came to; not the lines above it, which only stand there.
        lines = [] if said is None else str(said.text).splitlines()
        found[str(case.get("name"))] = "\n".join(line for line in lines if line.startswith((">", "E ")))
    assert sorted(found) == sorted(test.partition("::")[2] for test in tests), ran.stdout[-3000:]
    return found


@pytest.mark.long  # the same tests run unharmed in their own rooms
def test_without_a_bug_they_pass(copy: Path) -> None:
    """The control: it is the bug that turns a test red, and not the copying."""
    tests = sorted({bug.caught_by for bug in PLANTS.values()})
    assert set(run_tests(copy, *tests).values()) == {""}


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_bug_is_caught(name: str, copy: Path) -> None:
    bug = PLANTS[name]
    plant(copy, bug)
    (said,) = run_tests(copy, bug.caught_by, sql=bug.sql).values()
    assert re.search(bug.because, said), f"{bug.caught_by} did not catch it, it said: {said or 'nothing, it passed'}"
