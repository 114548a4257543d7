"""The write path: one effect per key, refusals remembered, bugs undone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import pytest

from truckroll.accounts.actors import system
from truckroll.foundation import commands
from truckroll.foundation.models import Command, Source
from truckroll.foundation.refusals import Busy, KeyReused, Refusal, SequenceGap

if TYPE_CHECKING:
    from collections.abc import Callable

KEY = uuid.UUID("018f0000-0000-7000-8000-000000000001")


@pytest.fixture
def phone(db: None) -> Source:
    return commands.find_source("phone", "phone-1")


def run(
    source: Source | commands.Sender, effect: Callable[[], tuple[int, dict[str, Any]]], **values: Any
) -> commands.Answer:
    values = {"uuid": KEY, "name": "test", "body": {"a": 1}} | values
    return commands.run(source=source, actor=system("test"), effect=effect, **values)


def test_p2_the_same_key_has_one_effect_and_the_same_answer(phone: Source) -> None:
    done: list[int] = []

    def effect() -> tuple[int, dict[str, Any]]:
        done.append(1)
        return 201, {"n": len(done)}

    first, again = run(phone, effect, seq=1), run(phone, effect, seq=1)
    assert (first.outcome, first.status, first.body) == ("applied", 201, {"n": 1})
    assert (again.outcome, again.status, again.body) == ("duplicate", 201, {"n": 1})
    assert done == [1]
    assert Source.objects.get(pk=phone.pk).last_seq == 1


@pytest.mark.django_db
def test_p2_a_sender_is_made_on_first_sight_and_his_keys_are_his() -> None:
    def send(key: str, uuid: uuid.UUID = KEY) -> tuple[str, dict[str, Any]]:
        answer = run(commands.Sender("token", key, name=f"the {key}"), lambda: (200, {"of": key}), uuid=uuid)
        return answer.outcome, answer.body

    assert send("till") == ("applied", {"of": "till"})
    assert send("till") == ("duplicate", {"of": "till"})
    assert send("shop") == ("applied", {"of": "shop"})
    assert send("till", uuid.UUID(int=2)) == ("applied", {"of": "till"})
    assert list(Source.objects.order_by("id").values_list("kind", "key", "name")) == [
        ("token", "till", "the till"),
        ("token", "shop", "the shop"),
    ]


@pytest.mark.django_db
def test_p7_a_refusal_of_a_new_sender_is_remembered() -> None:
    def effect() -> tuple[int, dict[str, Any]]:
        raise Refusal("no")

    sender = commands.Sender("token", "till")
    assert [run(sender, effect).outcome, run(sender, effect).outcome] == ["rejected", "duplicate"]
    assert Source.objects.get().key == "till"


def test_p2_the_same_key_with_another_body_is_refused(phone: Source) -> None:
    run(phone, lambda: (200, {}))
    with pytest.raises(KeyReused):
        run(phone, lambda: (200, {}), body={"a": 2})
    assert Command.objects.count() == 1


def test_p2_a_gap_in_the_sequence_is_refused_with_the_expected_number(phone: Source) -> None:
    with pytest.raises(SequenceGap) as refused:
        run(phone, lambda: (200, {}), seq=2)
    assert refused.value.facts == {"expected": 1}
    assert Command.objects.count() == 0


def test_p7_a_refusal_is_undone_remembered_and_does_not_block_the_next(phone: Source) -> None:
    def effect() -> tuple[int, dict[str, Any]]:
        Source.objects.create(kind="worker", key="made by the refused effect")
        raise Refusal("no", why="test")

    answer = run(phone, effect, seq=1)
    assert (answer.outcome, answer.status, answer.body["facts"]) == ("rejected", 409, {"why": "test"})
    assert not Source.objects.filter(kind="worker").exists()
    assert run(phone, effect, seq=1).outcome == "duplicate"
    assert run(phone, lambda: (200, {}), uuid=uuid.UUID(int=2), seq=2).outcome == "applied"


def test_p32_busy_is_not_remembered_so_the_same_key_may_try_again(phone: Source) -> None:
    def busy() -> tuple[int, dict[str, Any]]:
        raise Busy("The day changed again and again.")

    with pytest.raises(Busy):
        run(phone, busy, seq=1)
    assert (Command.objects.count(), Source.objects.get(pk=phone.pk).last_seq) == (0, 0)
    assert run(phone, lambda: (200, {"n": 1}), seq=1).outcome == "applied"


def test_a_bug_undoes_the_ledger_line_too(phone: Source) -> None:
    def effect() -> tuple[int, dict[str, Any]]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(phone, effect, seq=1)
    assert Command.objects.count() == 0
    assert Source.objects.get(pk=phone.pk).last_seq == 0


def test_an_idempotency_key_of_any_form_becomes_one_uuid() -> None:
    assert commands.key_to_uuid(str(KEY)) == KEY
    assert commands.key_to_uuid("order 7") == commands.key_to_uuid("order 7") != commands.key_to_uuid("order 8")
