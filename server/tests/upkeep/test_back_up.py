"""P33, P35, F24: a backup is of one moment, comes back whole or not at all, and what comes back is mute."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import time
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.db import connection, transaction

from tests.billing.conftest import finish_work, found_company
from tests.conftest import Api
from tests.upkeep.conftest import databases
from truckroll.accounts.actors import system
from truckroll.customers import actions as customers
from truckroll.foundation import blobs, clock, commands, crash, events, handling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.upkeep.conftest import Installation

    Install = Callable[..., Installation]

pytestmark = pytest.mark.slow

ACTOR = system("test")
PICTURE = b"\xff\xd8\xff" + b"a picture " * 100


def take_on(name: str, picture: bytes = b"") -> None:
    """A customer and a file in one command, as a phone's photo is."""

    def effect() -> tuple[int, dict[str, object]]:
        blobs.store(picture or name.encode())
        customers.create_customer(name=name, currency="EUR", actor=ACTOR, now=clock.real_now())
        return 201, {}

    source = commands.find_source(ACTOR.source_kind, ACTOR.source_key)
    answer = commands.run(source=source, name="take_on", body={"name": name}, actor=ACTOR, effect=effect)
    assert answer.outcome == "applied", answer


@pytest.fixture
def harbor(install: Install) -> Installation:
    """An installation with one customer, one picture and a mailbox's password."""
    made = install()
    (made.home / "secrets").mkdir(mode=0o700)
    (made.home / "secrets" / "imap").write_text("hush")
    assert made.do(lambda: take_on("Harbor Ltd", PICTURE)).code == 0
    return made


def place_of(home: Path, sha256: str) -> Path:
    return home / "media" / sha256[:2] / sha256


def backup_of(installation: Installation, to: Path) -> Path:
    said = installation.run("backup", to)
    assert said.code == 0, said
    return to / said.out.strip().rpartition("/")[2]


def test_p33_p35_what_was_written_comes_back_checked_and_mute(
    harbor: Installation, install: Install, tmp_path: Path
) -> None:
    folder = backup_of(harbor, tmp_path / "backups")
    assert (folder.stat().st_mode & 0o077, [p.name for p in folder.parent.glob("truckroll-*")]) == (0, [folder.name])
    said = harbor.run("restore", folder, "--drill")
    assert said.code == 0, said
    assert harbor.ask("SELECT count(*) FROM upkeep_backup WHERE proven_at IS NOT NULL") == [1]
    assert harbor.ask("SELECT count(*) FROM upkeep_standing") == [0]

    other = install(empty=True)
    was = databases()
    said = other.run("restore", folder)
    assert said.code == 0, said
    assert databases() == was
    assert other.ask("SELECT name FROM customers_customer") == ["Harbor Ltd"]
    assert place_of(other.home, hashlib.sha256(PICTURE).hexdigest()).read_bytes() == PICTURE
    for secret in ("secret-key", "secrets/imap"):
        assert (other.home / secret).read_text() == (harbor.home / secret).read_text()
        assert (other.home / secret).stat().st_mode & 0o077 == 0
    assert other.ask("SELECT uuid FROM foundation_epoch") != harbor.ask("SELECT uuid FROM foundation_epoch")
    assert [p.name for p in other.home.iterdir() if p.name.startswith(".restored")] == []

    assert other.ask("SELECT muted_at IS NOT NULL FROM upkeep_standing") == [True]
    assert other.run("check").code == 0
    said = other.run("go-live")
    assert (said.code, "is live" in said.out) == (0, True), said
    assert other.ask("SELECT muted_at IS NULL FROM upkeep_standing") == [True]
    said = other.run("go-live")
    assert (said.code, said.err.splitlines()[0]) == (1, "truckroll: This installation is not mute.")


def test_p33_the_database_that_was_here_is_kept_until_the_next_restore(harbor: Installation, tmp_path: Path) -> None:
    folder = backup_of(harbor, tmp_path / "backups")
    for name in ("Lost Ltd", "Lost as well Ltd"):
        assert harbor.do(lambda name=name: take_on(name)).code == 0
        assert harbor.run("restore", folder).code == 0
        assert harbor.ask("SELECT name FROM customers_customer") == ["Harbor Ltd"]
        (aside,) = (d for d in databases() if d.startswith(f"{harbor.database}_before_"))
        kept = harbor.url
        harbor.url = harbor.url.replace(f"/{harbor.database}?", f"/{aside}?")
        assert harbor.ask("SELECT name FROM customers_customer ORDER BY id") == ["Harbor Ltd", name]
        harbor.url = kept
        time.sleep(1.1)  # it is named after the second


def invoice_work() -> None:
    """One issued invoice with its PDF and its job sheet."""
    from truckroll.accounts.models import User
    from truckroll.billing import documents

    # The threads of the typesetter did not come along in this fork, and it would wait for them for ever.
    documents.typst.compile = lambda *_, sys_inputs, **__: b"%PDF-" + sys_inputs["content"].encode()
    owner = User(email="ada@example.test", name="Ada", role="admin")
    owner.set_unusable_password()
    owner.save()
    ada = Api().as_user(owner)
    company = found_company(now=clock.now(), ada=ada)
    order = finish_work(company, approve=True)
    (draft,) = ada.get("/invoices", work_order_id=order.pk).json()["items"]
    issued = ada.post(f"/invoices/{draft['id']}/issue", {})
    assert issued.status_code == 200, issued.content


def test_p33_an_issued_invoice_comes_back_into_an_empty_home(
    harbor: Installation, install: Install, tmp_path: Path
) -> None:
    said = harbor.do(invoice_work)
    assert said.code == 0, said
    folder = backup_of(harbor, tmp_path / "backups")
    # The drill looks at what the backup holds: the home's own files may be gone, and its stay would prove nothing.
    shutil.move(harbor.home / "media", tmp_path / "gone")
    said = harbor.run("restore", folder, "--drill")
    assert said.code == 0, said
    assert not (harbor.home / "media").exists()

    other = install(empty=True)
    said = other.run("restore", folder)
    assert said.code == 0, said
    (pdf,) = other.ask("SELECT b.sha256 FROM billing_invoice i JOIN foundation_blob b ON b.id = i.pdf_id")
    assert hashlib.sha256(place_of(other.home, pdf).read_bytes()).hexdigest() == pdf
    assert other.run("check").code == 0


def test_p33_a_backup_without_an_issued_invoices_bytes_is_no_good_though_they_lie_in_the_home(
    harbor: Installation, install: Install, tmp_path: Path
) -> None:
    said = harbor.do(invoice_work)
    assert said.code == 0, said
    (pdf,) = harbor.ask("SELECT b.sha256 FROM billing_invoice i JOIN foundation_blob b ON b.id = i.pdf_id")
    content = place_of(harbor.home, pdf).read_bytes()
    place_of(harbor.home, pdf).unlink()
    folder = backup_of(harbor, tmp_path / "backups")
    place_of(harbor.home, pdf).write_bytes(content)
    files, there = harbor.files(), databases()
    for words in ((), ("--drill",)):
        said = harbor.run("restore", folder, *words)
        assert (said.code, "What must always be true is not, in the backup itself: I9a." in said.err) == (1, True), said
    assert (harbor.files(), databases()) == (files, there)
    assert harbor.ask("SELECT count(*) FROM upkeep_backup WHERE proven_at IS NOT NULL") == [0]


def _cut(folder: Path) -> None:
    with (folder / "database.dump").open("r+b") as file:
        file.truncate(1000)


def _cut_off(folder: Path) -> None:
    next((folder / "media").rglob("?" * 64)).unlink()


def _alter(folder: Path) -> None:
    with (folder / "database.dump").open("r+b") as file:
        file.seek(2000)
        file.write(b"another content")


def _alter_list(folder: Path) -> None:
    text = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(text.replace('"missing": []', '"missing": [ ]'))


def _rewrite_list(folder: Path, **values: object) -> None:
    said = json.loads((folder / "manifest.json").read_text()) | values
    content = json.dumps(said).encode()
    (folder / "manifest.json").write_bytes(content)
    (folder / "manifest.sha256").write_text(f"{hashlib.sha256(content).hexdigest()}  manifest.json\n")


def _age_ahead(folder: Path) -> None:
    known = json.loads((folder / "manifest.json").read_text())["migrations"]
    _rewrite_list(folder, version="9.0.0", migrations=[*known, "work.0999_from_the_future"])


def _form_ahead(folder: Path) -> None:
    _rewrite_list(folder, version="9.0.0", format=2)


def _reach_out(folder: Path) -> None:
    said = json.loads((folder / "manifest.json").read_text())["files"]
    (folder.parent / "outside").write_bytes(b"x")
    _rewrite_list(folder, files=said | {"media/../../outside": {"size": 1, "sha256": hashlib.sha256(b"x").hexdigest()}})


def _never_finished(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _not_there(folder: Path) -> None:
    shutil.rmtree(folder)


HARMS: dict[Callable[[Path], None], str] = {
    _cut: "is cut: database.dump is missing or too short",
    _cut_off: "is cut: media/",
    _alter: "is not as it was made: database.dump has another content",
    _alter_list: "is not as it was made: manifest.json has another content",
    _age_ahead: "was made by truckroll 9.0.0, which is newer than this one: its tables are 1 steps ahead",
    _form_ahead: "was made by truckroll 9.0.0, which is newer than this one: it has the form 2",
    _reach_out: "is not as it was made: media/../../outside has another content",
    _never_finished: "has no manifest.json: this backup was not finished",
    _not_there: "There is no backup in",
}


def test_p33_a_cut_altered_or_newer_backup_is_refused_before_anything_changes(
    harbor: Installation, tmp_path: Path
) -> None:
    whole = backup_of(harbor, tmp_path / "backups")
    files, there = harbor.files(), databases()
    for harm, says in HARMS.items():
        folder = tmp_path / "harmed" / harm.__name__ / whole.name
        shutil.copytree(whole, folder)
        harm(folder)
        said = harbor.run("restore", folder)
        assert (said.code, says in said.err) == (1, True), (harm.__name__, said)
    assert (harbor.files(), databases()) == (files, there)
    assert harbor.ask("SELECT count(*) FROM upkeep_standing") == [0]
    # Somebody works with the database that would be replaced.
    with psycopg.connect(harbor.url):
        said = harbor.run("restore", whole)
    assert (said.code, "1 connections work with the database" in said.err) == (1, True), said
    assert (harbor.files(), databases()) == (files, there)


def points(family: str) -> list[str]:
    return [point for point in crash.POINTS if point.startswith(family)]


def test_f24_p33_a_backup_killed_at_any_point_leaves_whole_ones_only(harbor: Installation, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    for point in points("backup."):
        assert harbor.run("backup", backups, crash_at=point).code == 137
        assert [*backups.glob("truckroll-*")] == []
    place = backup_of(harbor, backups)
    assert {p.name for p in backups.iterdir()} == {place.name, ".truckroll-lock"}


def test_f24_p33_a_restore_killed_at_any_point_is_whole_or_did_nothing(harbor: Installation, tmp_path: Path) -> None:
    folder = backup_of(harbor, tmp_path / "backups")
    key = (harbor.home / "secret-key").read_text()
    (harbor.home / "secret-key").write_text("another key")
    assert harbor.do(lambda: take_on("Since then Ltd")).code == 0
    for point in points("restore."):
        assert harbor.run("restore", folder, crash_at=point).code == 137
        is_done = point == "restore.after_exchange"
        names = ["Harbor Ltd"] if is_done else ["Harbor Ltd", "Since then Ltd"]
        assert harbor.ask("SELECT name FROM customers_customer ORDER BY id") == names, point
        # The next command that starts there, whatever it is, ends what was begun.
        assert harbor.run("migrate", "--check").code == 0
        assert (harbor.home / "secret-key").read_text() == (key if is_done else "another key"), point
        assert [p.name for p in harbor.home.iterdir() if p.name.startswith(".restored")] == []
    assert harbor.ask("SELECT muted_at IS NOT NULL FROM upkeep_standing") == [True]
    assert harbor.run("restore", folder).code == 0
    assert not [d for d in databases() if d.startswith(f"{harbor.database}_restoring")]


def test_f24_a_backup_among_writers_is_of_one_moment(harbor: Installation, install: Install, tmp_path: Path) -> None:
    def write() -> None:
        number = 0
        while True:
            take_on(f"Customer {number}")
            number += 1

    pid = os.fork()
    if pid == 0:
        harbor.do(write)
        os._exit(0)
    time.sleep(0.5)
    try:
        folder = backup_of(harbor, tmp_path / "backups")
    finally:
        # The writer is the child of that process; it ends with the database it writes to.
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        _end_connections(harbor)
    manifest = json.loads((folder / "manifest.json").read_text())
    rows = manifest["rows"]
    assert rows["customers_customer"] > 1
    assert rows["customers_customer"] == rows["foundation_blob"] == rows["foundation_command"]
    assert len([name for name in manifest["files"] if name.startswith("media/")]) == rows["foundation_blob"]
    assert manifest["missing"] == []
    other = install(empty=True)
    assert other.run("restore", folder).code == 0
    assert other.ask("SELECT count(*) FROM customers_customer") == [rows["customers_customer"]]


def _end_connections(installation: Installation) -> None:
    with psycopg.connect(
        installation.url.replace(f"/{installation.database}?", "/postgres?"), autocommit=True
    ) as admin:
        admin.execute(f"ALTER DATABASE {installation.database} ALLOW_CONNECTIONS false")
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [installation.database]
        )
        time.sleep(0.5)
        admin.execute(f"ALTER DATABASE {installation.database} ALLOW_CONNECTIONS true")


def test_a_file_that_is_gone_is_named_and_stops_nothing(harbor: Installation, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    place_of(harbor.home, sha256).unlink()
    said = harbor.run("backup", tmp_path / "backups")
    assert (said.code, sha256 in said.err) == (0, True), said
    assert harbor.ask("SELECT missing_files FROM upkeep_backup") == [1]


def test_a_later_backup_shares_the_files_and_old_ones_go(harbor: Installation, tmp_path: Path) -> None:
    first = backup_of(harbor, tmp_path / "backups")
    second = backup_of(harbor, tmp_path / "backups")
    sha256 = hashlib.sha256(PICTURE).hexdigest()
    assert place_of(first, sha256).stat().st_ino == place_of(second, sha256).stat().st_ino
    _rewrite_list(first, taken_at="2020-01-01T00:00:00+00:00")
    said = harbor.run("backup", tmp_path / "backups", "--keep-days", "30")
    assert said.code == 0, said
    assert not first.exists()
    assert second.exists()
    # A share that rotted is not shared on.
    place_of(second, sha256).write_bytes(b"rot")
    fourth = backup_of(harbor, tmp_path / "backups")
    assert place_of(fourth, sha256).read_bytes() == PICTURE


def test_a_folder_that_is_no_installation_is_refused(harbor: Installation, tmp_path: Path) -> None:
    (harbor.home / "secret-key").unlink()

    def refused() -> None:
        from truckroll.host.errors import HostError
        from truckroll.upkeep.backing_up import back_up

        with pytest.raises(HostError, match="is not the home of an installation"):
            back_up(home=harbor.home, media=harbor.home / "media", url=harbor.url, to=tmp_path / "backups")

    assert harbor.do(refused).code == 0
    assert not (tmp_path / "backups").exists()


def test_a_copy_on_a_younger_server_hears_what_happens_in_it(harbor: Installation, tmp_path: Path) -> None:
    """A new server counts transactions from the start: the outbox of the old one would lie in its future."""

    def far_ahead() -> None:
        while handling.deliver_all():
            pass
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE foundation_outboxevent SET xid = (xid::text::bigint + 5000000)::text::xid8")
            cursor.execute("UPDATE foundation_handlercursor SET xid = (xid::text::bigint + 5000000)::text::xid8")

    assert harbor.do(lambda: take_on("Second Ltd")).code == 0
    assert harbor.do(far_ahead).code == 0
    before = harbor.ask("SELECT name || payload::text FROM foundation_outboxevent ORDER BY xid, id")
    folder = backup_of(harbor, tmp_path / "backups")
    said = harbor.run("restore", folder)
    assert said.code == 0, said

    def hear() -> None:
        told = events.read_after(events.Cursor(0, 0))
        assert [t.name for t in told] == [name.partition("{")[0] for name in before]
        here = events.here()
        assert handling.deliver_all() == 0  # nothing is handled twice
        take_on("Third Ltd")
        assert [t.name for t in events.read_after(here)] == ["customers.customer.created"]

    said = harbor.do(hear)
    assert said.code == 0, said
    assert harbor.ask("SELECT name || payload::text FROM foundation_outboxevent ORDER BY xid, id")[:-1] == before
