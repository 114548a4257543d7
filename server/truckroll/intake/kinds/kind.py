"""What every kind of row has in common: its columns, and how a row is compared with what is there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Model

from truckroll.accounts.actors import Actor
from truckroll.foundation import tables
from truckroll.intake.columns import Column
from truckroll.intake.reading import Fault


@dataclass(slots=True)
class Wanted:
    """A row of a file on its way: what it says, what it is known by, what is there already, and what would change."""

    line: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    key: str = ""
    found: Any = None
    fields: dict[str, Any] = field(default_factory=dict)

    def fault(self, column: str, reason: str) -> None:
        """This will say what is wrong with a cell."""
        self.faults.append(Fault(column, reason, str(self.values.get(column, ""))[:200]))

    def changes(self) -> dict[str, Any]:
        """This will be the fields that are other than they are there."""
        if self.found is None:
            return {}
        return {name: value for name, value in self.fields.items() if not _same(present(self.found, name), value)}

    def former(self) -> dict[str, Any]:
        """This will be what is there in the fields that would change."""
        return {name: present(self.found, name) for name in self.changes()}


@dataclass(frozen=True, slots=True)
class Made:
    """What a row came to: what was made, or what was changed with its former values."""

    row: Any
    was: dict[str, Any] | None = None


def present(row: Any, name: str) -> Any:
    """This will be what a row has in a field; rows of weekly hours as an import writes them."""
    value = getattr(row, name)
    if name == "access_windows":
        return [{"weekday": w.weekday, "opens": w.opens, "closes": w.closes} for w in value.all()]
    return value


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    return bool(one == other)


def plain(value: Any) -> Any:
    """This will be a value as JSON keeps it: another row by its id."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, (date, datetime, time, Decimal)):
        return str(value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return value


class Kind(ABC):
    """One kind of row: its columns, two rows as an example, and what becomes of a row."""

    name: str
    title: str
    columns: tuple[Column, ...]
    examples: tuple[Mapping[str, str], ...]
    # Several rows of one turn set one thing together, as the shifts of a technician: it is changed and told once.
    sets_wholes = False

    @abstractmethod
    def key(self, values: Mapping[str, Any]) -> str:
        """This will be what a row is known by within a file: twice the same is one too many."""

    @abstractmethod
    def resolve(self, rows: Sequence[Wanted], coming: set[str], *, actor: Actor) -> None:
        """This will find what the rows name and what is there, as far as the actor may see it.

        `coming` is how earlier rows of the file are named.
        """

    def after(self, values: Mapping[str, Any]) -> set[str]:
        """This will be what must have come in before a row does: what it is part of, and others of one technician."""
        waits = called(values["part_of"]) if "part_of" in values else set()
        # What a technician has is set as a whole: one row of his in each turn.
        return waits | ({f"of:{values['technician']}"} if "technician" in values else set())

    def make(self, rows: Sequence[Wanted], *, actor: Actor, now: datetime) -> list[Made]:
        """This will make or change what rows of one turn say, in their order, and be what each came to."""
        return [
            self.create(one, actor=actor, now=now) if one.found is None else self.change(one, actor=actor, now=now)
            for one in rows
        ]

    @abstractmethod
    def create(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        """This will make the row."""

    def change(self, one: Wanted, *, actor: Actor, now: datetime) -> Made:
        """This will change what is there to what the row says."""
        raise NotImplementedError(f"rows of {self.name} change nothing that is there")

    def take_back(self, *, object_id: int, version: int, actor: Actor, now: datetime) -> None:
        """This will unmake what a row made, if nobody has touched it since."""
        raise NotImplementedError(f"rows of {self.name} make nothing of their own")

    def put_back(self, *, object_id: int, version: int, was: Mapping[str, Any], actor: Actor, now: datetime) -> None:
        """This will give a changed row its former values, if nobody has touched it since."""
        raise NotImplementedError(f"rows of {self.name} change nothing that is there")

    @abstractmethod
    def rows(self, *, actor: Actor) -> Iterable[Any]:
        """This will be all rows in use that the actor may see, as an export writes them."""

    @abstractmethod
    def exported(self, *, actor: Actor) -> Sequence[tables.Column]:
        """This will be the columns of an export, with the names that an import reads."""

    def file(self, *, actor: Actor) -> Iterator[str]:
        """This will be an export of what the actor may see, line by line."""
        return tables.table(self.exported(actor=actor), self.rows(actor=actor))

    def template(self) -> Iterator[str]:
        """This will be an empty file with its header and two rows that show what is meant."""
        columns: list[tables.Column] = [(c.name, _cell(c.name)) for c in self.columns]
        return tables.table(columns, self.examples)


def _cell(name: str) -> Callable[[Any], object]:
    return lambda row: row.get(name, "")


def fold(text: str) -> str:
    """This will be a name as it is compared: whatever its capitals and blanks."""
    return " ".join(text.casefold().split())


def called(word: str) -> set[str]:
    """This will be what an earlier row of a file may be named by later ones: its number, or its name."""
    return {f"id:{word}", f"called:{fold(word)}"}


def having(**values: Any) -> Callable[[Any], bool]:
    """This will be whether a row has these values."""
    return lambda row: all(getattr(row, name) == value for name, value in values.items())


def near(place: Callable[[Any], bool], **texts: str) -> Callable[[Any], bool]:
    """This will be whether a row is of that place and has these texts, or has not said them yet."""

    def fits(row: Any) -> bool:
        return place(row) and all(
            not value or fold(getattr(row, name)) in ("", fold(value)) for name, value in texts.items()
        )

    return fits


class Known:
    """Rows that files name, by their number in the other system or by their name; `hidden` are those not to be seen."""

    def __init__(self, rows: Iterable[Any], hidden: Collection[int] = ()) -> None:
        self._hidden = hidden
        self._by_id: dict[str, list[Any]] = {}
        self._by_name: dict[str, list[Any]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: Any) -> None:
        """This will know one more row."""
        if getattr(row, "external_id", ""):
            self._by_id.setdefault(row.external_id, []).append(row)
        self._by_name.setdefault(fold(row.name), []).append(row)

    def named(
        self, one: Wanted, column: str, *, among: Callable[[Any], bool] = lambda row: True, kept: int | None = None
    ) -> Any:
        """This will be the row that a cell names, or None with a fault; `kept` is what is named there already."""
        word = one.values[column]

        def fits(row: Any) -> bool:
            return among(row) and (row.pk not in self._hidden or row.pk == kept)

        found = [row for row in self._by_id.get(word, ()) if fits(row)]
        found = found or [row for row in self._by_name.get(fold(word), ()) if fits(row)]
        if len(found) == 1:
            return found[0]
        one.fault(column, "is not known" if not found else "is the name of several; give the number of the one meant")
        return None

    def same(self, one: Wanted, *, among: Callable[[Any], bool] = lambda row: True) -> Any:
        """This will be the row that a line is about, or None if it is a new one; several are a fault."""
        key = one.values.get("external_id", "")
        by_id = self._by_id.get(key, []) if key else []
        if by_id and by_id[0].pk in self._hidden:
            one.fault("external_id", "is the number of one outside of your areas")
            return None
        if by_id:
            return by_id[0]
        # Whoever has a number of its own already is another one, whatever it is called.
        found = [
            row
            for row in self._by_name.get(fold(one.values.get("name", "")), ())
            if among(row) and row.pk not in self._hidden and (not key or not row.external_id)
        ]
        if len(found) > 1:
            one.fault("name", "is the name of several that are there; give the number of the one meant")
        return found[0] if len(found) == 1 else None
