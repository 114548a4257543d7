"""Knowing whether the built web client belongs to its sources."""

import subprocess
import sys
from pathlib import Path

import pytest

from truckroll.host import frontend


@pytest.fixture
def web(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.ts").write_text("export const a = 1;\n")
    (tmp_path / "node_modules" / "x").mkdir(parents=True)
    (tmp_path / "dist").mkdir()
    return tmp_path


def test_a_build_is_fresh_until_a_source_changes(web: Path) -> None:
    assert not frontend.is_fresh(web)
    frontend.mark_built(web)
    assert frontend.is_fresh(web)
    (web / "src" / "a.ts").write_text("export const a = 2;\n")
    assert not frontend.is_fresh(web)


def test_a_renamed_source_counts_and_what_is_made_does_not(web: Path) -> None:
    frontend.mark_built(web)
    (web / "node_modules" / "x" / "index.js").write_text("1\n")
    (web / "dist" / "office.html").write_text("<p>\n")
    assert frontend.is_fresh(web)
    (web / "src" / "a.ts").rename(web / "src" / "b.ts")
    assert not frontend.is_fresh(web)


def test_moving_a_line_from_one_file_to_the_next_counts(web: Path) -> None:
    (web / "src" / "b.ts").write_text("b\n")
    before = frontend.sources_hash(web)
    (web / "src" / "a.ts").write_text("export const a = 1;\nb\n")
    (web / "src" / "b.ts").write_text("")
    assert frontend.sources_hash(web) != before


def test_run_asks_it_as_a_command(web: Path) -> None:
    def ask(verb: str) -> int:
        return subprocess.run([sys.executable, "-m", "truckroll.host.frontend", verb, str(web)], check=False).returncode

    assert [ask("fresh"), ask("built"), ask("fresh")] == [1, 0, 0]
