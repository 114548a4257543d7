"""M1: a phone and the ledger, with everything that can happen to a message between them, against a model."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from truckroll.accounts.actors import system
from truckroll.foundation import commands
from truckroll.foundation.clock import real_now
from truckroll.foundation.events import Event, event, publish
from truckroll.foundation.models import Command, OutboxEvent, Source
from truckroll.foundation.refusals import KeyReused, Refusal, SequenceGap


@event("test.command.carried_out")
class CarriedOut(Event):
    """The effect of one command of the machine."""

    phone: int
    seq: int


class ServerDied(Exception):
    """The process ended before the commit."""


_phones = itertools.count(1)


class Ledger(RuleBasedStateMachine):
    """The phone's own book beside what the server wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.phone = commands.find_source("phone", f"m1-{next(_phones)}-{uuid.uuid4()}")
        self.queue: list[tuple[uuid.UUID, int, bool]] = []  # uuid, seq, whether the server refuses it
        self.acked: dict[uuid.UUID, tuple[int, dict[str, Any]]] = {}
        # All machines of a run tell into one outbox: what earlier ones told is not looked through again at each step.
        self.told_before = OutboxEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
        self.carried_out = 0  # how far the server has come, whether the phone knows it or not

    def _send(self, n: int, *, dies: bool = False) -> commands.Answer:
        key, seq, refused = self.queue[n]

        def effect() -> tuple[int, dict[str, Any]]:
            publish(CarriedOut(phone=self.phone.pk, seq=seq), at=real_now(), topics=["test"])
            if dies:
                raise ServerDied
            if refused:
                raise Refusal("the machine says no", seq=seq)
            return 200, {"seq": seq}

        return commands.run(
            source=Source.objects.get(pk=self.phone.pk),
            uuid=key,
            seq=seq,
            name="m1",
            body={"seq": seq},
            actor=system("m1"),
            effect=effect,
        )

    @rule(refused=st.booleans())
    def enqueue(self, refused: bool) -> None:
        self.queue.append((uuid.uuid4(), len(self.queue) + 1, refused))

    @precondition(lambda self: self.carried_out < len(self.queue))
    @rule(reply_lost=st.booleans())
    def send_the_next(self, reply_lost: bool) -> None:
        n = self.carried_out
        answer = self._send(n)
        assert answer.outcome == ("rejected" if self.queue[n][2] else "applied")
        self.carried_out += 1
        if not reply_lost:
            self.acked[self.queue[n][0]] = (answer.status, answer.body)

    @precondition(lambda self: self.carried_out > 0)
    @rule(data=st.data())
    def send_again(self, data: st.DataObject) -> None:
        """Its reply was lost, a proxy repeated it, or it overtook another."""
        n = data.draw(st.integers(0, self.carried_out - 1))
        answer = self._send(n)
        assert answer.outcome == "duplicate"
        assert self.acked.setdefault(self.queue[n][0], (answer.status, answer.body)) == (answer.status, answer.body)

    @precondition(lambda self: len(self.queue) > self.carried_out + 1)
    @rule(data=st.data())
    def send_too_early(self, data: st.DataObject) -> None:
        n = data.draw(st.integers(self.carried_out + 1, len(self.queue) - 1))
        with pytest.raises(SequenceGap) as gap:
            self._send(n)
        assert gap.value.facts == {"expected": self.carried_out + 1}

    @precondition(lambda self: self.carried_out < len(self.queue))
    @rule()
    def die_before_the_commit(self) -> None:
        with pytest.raises(ServerDied):
            self._send(self.carried_out, dies=True)

    @precondition(lambda self: self.carried_out > 0)
    @rule()
    def reuse_a_key(self) -> None:
        with pytest.raises(KeyReused):
            commands.run(
                source=self.phone,
                uuid=self.queue[0][0],
                seq=1,
                name="m1",
                body={"seq": "another"},
                actor=system("m1"),
                effect=lambda: (200, {}),
            )

    @invariant()
    def i1_every_acknowledged_key_is_in_the_ledger(self) -> None:
        kept = set(Command.objects.filter(source=self.phone).values_list("uuid", flat=True))
        assert set(self.acked) <= kept
        assert len(kept) == self.carried_out

    @invariant()
    def i2_i3_effects_are_the_applied_commands_in_order(self) -> None:
        effects = list(
            OutboxEvent.objects.filter(id__gt=self.told_before, name=CarriedOut.name)
            .order_by("id")
            .values_list("payload__seq", flat=True)
        )
        assert effects == [seq for _, seq, refused in self.queue[: self.carried_out] if not refused]
        assert Source.objects.get(pk=self.phone.pk).last_seq == self.carried_out


@pytest.mark.slow
def test_m1_the_ledger_keeps_its_promises(db: None) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Ledger,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.long
def test_m1_long(db: None) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Ledger,
        settings=settings(
            max_examples=2000,
            stateful_step_count=80,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
