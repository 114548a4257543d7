"""P25: no secret is kept in clear: not in a table, its history, the ledger, the outbox, an answer or a log."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection

from tests.api.test_list_queries import Maker

PASSWORD = "correct canary battery 9417"


def tables_with(text: str) -> list[str]:
    """The tables in which some row holds the text, however deep."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall()]
        found = []
        for name in names:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}" AS row WHERE row::text LIKE %s)', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(name)
    return found


@pytest.mark.slow
def test_p25_no_secret_is_kept_in_clear(ada: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    maker = Maker(ada, ada._client)
    body = {"email": "carla@example.test", "name": "Carla", "role": "dispatcher", "password": PASSWORD}
    made = ada.post("/users", body, key="one")
    again = ada.post("/users", body, key="one")
    assert (made.status_code, again.status_code) == (201, 201)
    changed = ada.patch(f"/users/{made.json()['id']}", {"password": PASSWORD + " 2"})
    token = ada.post("/tokens", {"client": "shop", "scope": "read"}, key="two")
    form = ada.post("/request-forms", {"site_id": maker.site(), "label": "Door"}, key="three")
    link = ada.post(f"/work-orders/{maker.work_order()}/status-links", {"given_to": "Carla"}, key="four")
    secrets = {
        "password": PASSWORD,
        "token": token.json()["secret"],
        "form": form.json()["path"].rpartition("/")[2].rpartition("#")[2],
        "link": link.json()["path"].rpartition("/")[2].rpartition("#")[2],
    }
    assert all(len(secret) >= 20 for secret in secrets.values()), secrets
    # What the search would find if it were there.
    assert tables_with("carla@example.test") != []
    assert {name: tables_with(secret) for name, secret in secrets.items()} == {name: [] for name in secrets}
    assert PASSWORD not in made.content.decode() + again.content.decode() + changed.content.decode()
    assert [name for name, secret in secrets.items() if secret in caplog.text] == []
