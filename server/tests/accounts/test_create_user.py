"""Letting people in."""

from __future__ import annotations

from typing import Any

GOOD = {"email": "tariq@example.test", "name": "Tariq", "role": "technician", "password": "a long enough phrase"}


def test_an_administrator_lets_a_person_in(ada: Any, told: Any) -> None:
    answer = ada.post("/users", GOOD)
    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made == {
        "id": made["id"],
        "version": 1,
        "email": "tariq@example.test",
        "name": "Tariq",
        "role": "technician",
        "is_active": True,
        "territory_ids": [],
    }
    assert told() == ["accounts.user.created"]


def test_a_dispatcher_may_not(dana: Any, told: Any) -> None:
    answer = dana.post("/users", GOOD)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert told() == []


def test_a_stranger_is_asked_to_sign_in(nobody: Any) -> None:
    answer = nobody.post("/users", GOOD)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_an_address_is_used_once_whatever_its_capitals(ada: Any, told: Any) -> None:
    ada.post("/users", GOOD)
    answer = ada.post("/users", GOOD | {"email": "TARIQ@example.test"})
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    assert told() == ["accounts.user.created"]


def test_an_unknown_field_is_named(ada: Any) -> None:
    answer = ada.post("/users", GOOD | {"is_superuser": True})
    assert answer.status_code == 422
    assert answer.json()["facts"]["faults"][0]["where"] == "body.body.is_superuser"


def test_the_same_key_makes_one_user(ada: Any, told: Any) -> None:
    first, again = ada.post("/users", GOOD, key="k"), ada.post("/users", GOOD, key="k")
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert told() == ["accounts.user.created"]


def test_the_last_administrator_stays(ada: Any) -> None:
    me = ada.get("/me").json()["user_id"]
    answer = ada.patch(f"/users/{me}", {"role": "dispatcher"})
    assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
