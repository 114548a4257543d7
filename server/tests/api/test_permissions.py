"""P21: every route × role × relation is decided in `permissions.csv`, by hand, and the server does just that.

A route that is missing there fails the build, and so does a line without a route. `allow` means: past the gate,
whatever the action then says about the example sent. Missing and forbidden objects look alike (404).
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE = Path(__file__).with_name("permissions.csv")
# Checked to be what the routes say.
OPENAPI = Path(__file__).parents[3] / "docs/openapi.json"
ROLES = (
    "anonymous", "portal", "technician", "lead_technician", "dispatcher", "billing", "compliance", "auditor", "admin",
    "api_read", "api_write",
)  # fmt: skip
METHODS = ("get", "post", "put", "patch", "delete", "head", "options")


# What a schema does not say of a value.
BY_NAME = {"zone": "Europe/London", "rate": "0.2", "profile": "generic", "currency": "EUR", "scope": "read"}


def lines() -> list[dict[str, str]]:
    with TABLE.open() as file:
        return list(csv.DictReader(file))


@cache
def spec() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(OPENAPI.read_text())
    return schema


def routes() -> set[tuple[str, str]]:
    return {
        (method.upper(), path.removeprefix("/api"))
        for path, operations in spec()["paths"].items()
        for method in operations
        if method in METHODS
    }


def test_p21_every_route_is_decided_and_every_line_has_a_route() -> None:
    decided = {(line["method"], line["path"]) for line in lines()}
    assert routes() - decided == set(), "routes without a line in permissions.csv"
    assert decided - routes() == set(), "lines without a route"


def test_p21_every_cell_is_a_decision() -> None:
    for line in lines():
        for role in ROLES:
            assert line[role] in {"allow", "401", "403", "404", "405"}, (line["method"], line["path"], role)


def example(schema: dict[str, Any]) -> Any:
    """The smallest value that has the shape of an OpenAPI schema."""
    if "$ref" in schema:
        return example(spec()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return example(next((s for s in schema[choice] if s.get("type") != "null"), schema[choice][0]))
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        required = schema.get("required", ())
        return {name: BY_NAME.get(name) or example(schema["properties"][name]) for name in required}
    if kind == "array":
        return [example(schema["items"]) for _ in range(schema.get("minItems", 0))]
    if kind == "integer":
        return max(1, int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)))
    if kind == "number":
        return 1.0
    if kind == "boolean":
        return False
    if kind == "string":
        return text(schema)
    return {}


def text(schema: dict[str, Any]) -> str:
    known = {
        "date-time": "2026-11-23T09:00:00Z", "date": "2026-11-23", "time": "09:00:00",
        "uuid": "018f0000-0000-7000-8000-000000000009", "binary": "x",
    }  # fmt: skip
    if schema.get("format") in known:
        return known[schema["format"]]
    pattern = schema.get("pattern", "")
    for candidate in ("x@example.test", "EUR", "12.50", "1", "09:00", "Europe/London", "US", "a" * 64, "x"):
        if pattern and re.search(pattern, candidate):
            return candidate
    return "x" * max(1, schema.get("minLength", 1))


def send(client: Any, method: str, path: str, operation: dict[str, Any]) -> Any:
    query = {
        p["name"]: example(p["schema"])
        for p in operation.get("parameters", ())
        if p.get("in") == "query" and p.get("required")
    }
    address = f"{path}?{urlencode(query)}" if query else path
    content = operation.get("requestBody", {}).get("content", {})
    call = getattr(client, method.lower())
    if "application/json" in content:
        return call(address, example(content["application/json"]["schema"]), content_type="application/json")
    if "multipart/form-data" in content:
        fields = example(content["multipart/form-data"]["schema"])
        files = {name: SimpleUploadedFile("x.csv", b"x") for name, value in fields.items() if value == "x"}
        return call(address, fields | files)
    return call(address)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_p21_each_role_is_let_in_where_the_table_says(
    role: str, world: dict[str, dict[str, Any]], clients: Callable[..., Any]
) -> None:
    wrong: list[str] = []
    limited = False
    client = clients(role)
    # Outside is what a dispatcher who is limited to a territory does not see; others have no limit.
    for line in sorted(lines(), key=lambda line: line["relation"] == "outside"):
        if line["relation"] == "outside" and role == "dispatcher" and not limited:
            client, limited = clients(role, limited=True), True
        method, path, relation = line["method"], line["path"], line["relation"]
        ids = {
            name: world.get(name, {}).get(relation, world.get(name, {}).get("any"))
            for name in re.findall(r"{(\w+)}", path)
        }
        if "user_id" in ids and relation == "own":
            ids["user_id"] = world["own_by_role"].get(role, world["own_by_role"]["admin"])
        unknown = [name for name, value in ids.items() if value is None]
        assert not unknown, f"{method} {path}: the world has no {unknown} for relation {relation!r}"
        point = transaction.savepoint()
        answer = send(client, method, "/api" + path.format(**ids), spec()["paths"][f"/api{path}"][method.lower()])
        transaction.savepoint_rollback(point)
        got = verdict(answer, ids)
        if got != line[role]:
            wrong.append(f"{method} {path} ({relation}): expected {line[role]}, got {got}: {answer.content[:160]!r}")
    assert not wrong, "\n".join(wrong)


def verdict(answer: Any, ids: dict[str, Any]) -> str:
    if answer.status_code in (401, 403, 405):
        return str(answer.status_code)
    if answer.status_code == 404:
        # Something the example body names may be missing too: then the gate was passed.
        facts = json.loads(answer.content or b"{}").get("facts", {}) if "json" in answer["Content-Type"] else {}
        known = {str(facts.get(name, facts.get("id", facts.get("upload")))) for name in ids}
        about_the_path = not facts or bool(known & {str(value) for value in ids.values()})
        return "404" if about_the_path else "allow"
    assert answer.status_code < 500, answer.content
    return "allow"


def test_the_table_reads_as_one(world: dict[str, dict[str, Any]]) -> None:
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in lines():
        seen[line["method"], line["path"], line["relation"]] += 1
    assert [key for key, n in seen.items() if n > 1] == [], "lines that stand twice"
