"""F7, F8, F9: answers that get lost, commands that come several times at once, out of order, or with a gap."""

from __future__ import annotations

import json
import random
import threading
import urllib.error
import urllib.request
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.oracle import ask_the_oracle
from truckroll.accounts.models import ApiToken
from truckroll.customers.models import Customer
from truckroll.foundation import clock
from truckroll.work.models import Note

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(web: Callable[..., Any], field_day: Callable[[int], Any]) -> Any:
    (phone,) = field_day(1).phones
    phone.port = web().port
    phone.register()
    return phone


def notes() -> list[str]:
    return list(Note.objects.order_by("id").values_list("text", flat=True))


def test_f7_p2_a_lost_answer_is_given_again_and_nothing_is_done_twice(phone: Any) -> None:
    command = phone.note("the pump is warm")
    _, first = phone.post(command)
    _, again = phone.post(command)
    assert [a["outcome"] for a in first["answers"] + again["answers"]] == ["applied", "duplicate"]
    assert first["answers"][0]["body"] == again["answers"][0]["body"]
    assert notes() == ["the pump is warm"]
    ask_the_oracle(phone)


@pytest.mark.parametrize("times", [2, 5])
def test_f8_p2_the_same_command_several_times_at_once_has_one_effect(phone: Any, times: int) -> None:
    for n in range(5):
        command = phone.note(f"note {n}")
        barrier, got = threading.Barrier(times), []

        def send(command: Any = command, barrier: Any = barrier, got: Any = got) -> None:
            barrier.wait()
            got.append(phone.post(command))

        threads = [threading.Thread(target=send) for _ in range(times)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert {status for status, _ in got} == {200}
        outcomes = sorted(body["answers"][0]["outcome"] for _, body in got)
        assert outcomes == ["applied"] + ["duplicate"] * (times - 1)
        assert len({str(body["answers"][0]["body"]) for _, body in got}) == 1
    assert notes() == [f"note {n}" for n in range(5)]
    ask_the_oracle(phone)


def test_f8_p27_a_key_belongs_to_the_program_and_not_to_its_token(
    web: Callable[..., Any], make_user: Callable[..., Any]
) -> None:
    """A program repeats its POST four times at once, twice under a token that was renewed meanwhile: one customer."""
    admin, server = make_user("admin"), web()
    secrets = [_token(admin), _token(admin)]
    for order in range(1, 6):
        got: list[tuple[int, Any]] = []
        barrier = threading.Barrier(4)

        def send(secret: str, order: int = order, got: Any = got, barrier: Any = barrier) -> None:
            barrier.wait()
            request = urllib.request.Request(
                f"{server.url}/api/customers",
                json.dumps({"name": "Carla Ltd", "currency": "EUR"}).encode(),
                {
                    "Authorization": f"Bearer {secret}",
                    "Content-Type": "application/json",
                    "Idempotency-Key": f"order {order}",
                },
            )
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    got.append((answer.status, json.loads(answer.read())["id"]))
            except urllib.error.HTTPError as error:
                got.append((error.code, error.read()))

        threads = [threading.Thread(target=send, args=(secret,)) for secret in secrets * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [status for status, _ in got] == [201] * 4
        assert len(set(got)) == 1
        assert Customer.objects.count() == order
    ask_the_oracle()


def _token(owner: Any) -> str:
    secret = ApiToken.new_secret()
    ApiToken.objects.create(
        client="shop", scope="write", prefix=secret[:16], token_sha256=ApiToken.digest(secret), created_by=owner,
        expires_at=clock.real_now() + timedelta(days=1),
    )  # fmt: skip
    return secret


def test_f9_p2_commands_out_of_order_are_refused_with_the_expected_number_and_heal(phone: Any) -> None:
    commands = [phone.note(f"note {n}") for n in range(12)]
    chance = random.Random(9)
    shuffled = commands[:]
    chance.shuffle(shuffled)
    for command in shuffled:
        status, body = phone.post(command)
        done = len(notes())
        if command["seq"] == done and status == 200:
            continue
        if status == 409:
            assert (body["code"], body["facts"]["expected"]) == ("sequence_gap", done + 1)
    phone.flush(batch=5)
    assert notes() == [f"note {n}" for n in range(12)]
    ask_the_oracle(phone)


def test_f9_p2_a_phone_whose_numbers_start_again_is_told_where_it_stands(phone: Any) -> None:
    phone.note("one")
    phone.note("two")
    phone.flush()
    phone.seq = 0
    lost = phone.note("written after the storage was lost")
    status, body = phone.post(lost)
    assert (status, body["facts"]["expected"]) == (409, 3)
    lost["seq"] = body["facts"]["expected"]
    phone.flush()
    assert notes() == ["one", "two", "written after the storage was lost"]
    ask_the_oracle(phone)
