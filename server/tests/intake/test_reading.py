"""Tables as offices export them, and the ones that only look like tables."""

from __future__ import annotations

import gzip

import pytest

from truckroll.intake.profiles import PROFILES, judge
from truckroll.intake.reading import FileUnreadable, Record, read_table

TABLE = "Name;Café\nÄnne;1\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "cp1252"]
)
def test_any_usual_encoding_is_read(encoding: str) -> None:
    table = read_table(TABLE.encode(encoding))
    assert table.columns == ("name", "café")
    assert [r.values for r in table.records] == [{"name": "Änne", "café": "1"}]


@pytest.mark.parametrize(
    ("text", "columns", "first"),
    [
        ('"external_id";"name, full, long";"x"\n1;2;3\n', ("external_id", "name, full, long", "x"), "1"),
        ("sep=;\na;b,c,d\n1;2\n", ("a", "b,c,d"), "1"),
        ('"sep=\t"\r\na\tb\r\n1\t2\r\n', ("a", "b"), "1"),
        ("sep=|\na|b\n1|2\n", ("a", "b"), "1"),
    ],
)
def test_the_delimiter_is_what_divides_outside_of_quotes_or_what_the_file_says(
    text: str, columns: tuple[str, ...], first: str
) -> None:
    table = read_table(text.encode())
    assert table.columns == columns
    assert [(r.fault, r.values[columns[0]]) for r in table.records] == [(None, first)]


def test_columns_without_a_name_and_a_value_are_left_out() -> None:
    table = read_table(b"a,,b,,\n1,,2,,\n1,,2\n1,,2,,,,\n1,x,2\n1,,2,,y\n1,\n")
    assert table.columns == ("a", "b")
    found = [(r.line, r.values, r.fault and r.fault.reason) for r in table.records]
    assert [one[1] for one in found[:3]] == [{"a": "1", "b": "2"}] * 3
    assert [one[2] for one in found] == [
        None, None, None, "has a value in column 2, which has no name", "has 5 values, the header has 3",
        "has 2 values, the header has 3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\nq1,"Boiler cold\nq2,Lift stuck\nq3,x\n', 2),
        ('a,b\nq0,"two\nlines"\nq1,"Boiler cold\nq2,"quoted",D\n', 4),
        ('a,b\n"two\nlines","Boiler\nq2,x\n', 3),
        ('a,b\nq1,"5" pipe"\n', 2),
        ('a,"b\n1,2\n', 1),
    ],
)
def test_p28_a_quotation_mark_that_is_not_closed_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(FileUnreadable, match=f"opens a cell in line {line} and"):
        list(read_table(text.encode()).records)


def test_quotation_marks_as_spreadsheets_write_them_are_read() -> None:
    table = read_table(b'a,b\n"say ""hi""","one\r\ntwo"\n5" pipe,"5"" pipe"\n"",x\n')
    assert [(r.fault, r.values["a"], r.values["b"]) for r in table.records] == [
        (None, 'say "hi"', "one\r\ntwo"), (None, '5" pipe', '5" pipe'), (None, "", "x"),
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_read(delimiter: str) -> None:
    table = read_table(f"a{delimiter}b\n1{delimiter}2\n".encode())
    assert next(table.records).values == {"a": "1", "b": "2"}


def test_a_row_is_named_by_the_line_it_starts_on() -> None:
    table = read_table(b'a,b\n"one\ntwo",2\n\n3,4\n')
    assert [(r.line, r.values["a"]) for r in table.records] == [(2, "one\ntwo"), (5, "3")]


@pytest.mark.slow
def test_a_gzipped_file_is_unpacked_and_a_bomb_is_not() -> None:
    assert next(read_table(gzip.compress(b"a\n1\n")).records).values == {"a": "1"}
    with pytest.raises(FileUnreadable, match="more than 64 MB"):
        read_table(gzip.compress(b"a" * (65 << 20)))
    with pytest.raises(FileUnreadable, match="damaged"):
        read_table(gzip.compress(b"a\n1\n")[:-9])


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "empty"), (b" \n\n", "empty"), (b"a,A\n1,2\n", "header names a twice"), (b"a\0,b\n1,2\n", "NUL")],
)
def test_what_is_no_table_says_why(content: bytes, says: str) -> None:
    with pytest.raises(FileUnreadable, match=says):
        read_table(content)


def test_a_nul_and_a_cell_of_a_megabyte_are_faults_of_their_row_only() -> None:
    table = read_table(b"a,b\n1,x\0y\n" + b"2," + b"z" * 1_000_000 + b"\n3,4\n")
    faults = [r.fault and (r.fault.column, r.fault.reason) for r in table.records]
    assert faults == [("b", "contains a NUL character"), ("b", "is longer than 10000 characters"), None]


def _wanted(**values: str) -> object:
    judged = judge(PROFILES["generic"], Record(2, {"description": "x", "zone": "Europe/London", **values}))
    assert judged.wanted is not None, judged.faults
    return judged.wanted


def test_rule_3_a_time_that_does_not_exist_is_read_with_the_offset_before_the_gap() -> None:
    assert _wanted(reported_at="2026-03-29T01:30:00").reported_at == "2026-03-29T01:30:00+00:00"


def test_rule_3_a_time_that_comes_twice_is_the_first() -> None:
    assert _wanted(reported_at="2026-10-25T01:30:00").reported_at == "2026-10-25T00:30:00+00:00"


def test_a_date_is_not_midnight() -> None:
    judged = judge(PROFILES["generic"], Record(2, {"description": "x", "reported_at": "2026-10-25"}))
    assert [f.reason for f in judged.faults] == ["is a date without a time"]


def test_the_placeholder_of_a_place_nobody_knew_is_no_place() -> None:
    row = {
        "case_id": "1", "opened_at": "2015-06-10T09:00:00", "type": "Heat", "address": "1 City Hall Sq", "lat": "42.36",
        "lon": "-71.06", "default_point": "1", "zip": "2115.0",
    }  # fmt: skip
    wanted = judge(PROFILES["boston311"], Record(2, row)).wanted
    assert wanted is not None
    assert (wanted.lat, wanted.lon, wanted.postal_code, wanted.reported_at) == (
        None, None, "02115", "2015-06-10T13:00:00+00:00",
    )  # fmt: skip
    assert wanted.external_id == "boston311:1"
