"""Writes the pages that are generated from the code: the API's OpenAPI file, the lifecycles, the events."""

from __future__ import annotations

import inspect
import json
import os
from pathlib import Path

import django

_HEAD = "<!-- Made by `./run docs` from the code. Change the code, not this page. -->\n\n"


def write(root: Path, *, check: bool = False) -> list[str]:
    """This will write every generated page below `root`, or with `check` only name the stale ones."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truckroll.config.settings")
    django.setup()
    stale = []
    for name, text in _pages().items():
        file = root / name
        if file.is_file() and file.read_text() == text:
            continue
        stale.append(name)
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    return stale


def _pages() -> dict[str, str]:
    return {
        "docs/openapi.json": _openapi(),
        "docs/domain/lifecycles.md": _lifecycles(),
        "docs/domain/events.md": _events(),
    }


def _openapi() -> str:
    from truckroll.api.routes import api

    return json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, default=str) + "\n"


def _lifecycles() -> str:
    from truckroll.foundation.lifecycle import LIFECYCLES

    parts = [_HEAD, "# Lifecycles\n\nEvery state and every move. Nothing else changes a status.\n"]
    for lifecycle in sorted(LIFECYCLES.values(), key=lambda x: x.name):
        title = lifecycle.name.replace("_", " ").capitalize()
        parts.append(f"\n## {title}\n\n```mermaid\nstateDiagram-v2\n    [*] --> {lifecycle.initial}\n")
        parts.extend(
            f"    {source} --> {move.target}: {move.name}\n"
            for move in lifecycle.moves
            for source in lifecycle.states.values
            if source in move.sources
        )
        parts.append("```\n\n| move | from | to |\n|---|---|---|\n")
        parts.extend(
            f"| {move.name} | {', '.join(s for s in lifecycle.states.values if s in move.sources)} | {move.target} |\n"
            for move in lifecycle.moves
        )
    return "".join(parts)


def _events() -> str:
    from truckroll.foundation.events import EVENTS, HANDLERS, listeners_within

    parts = [
        _HEAD,
        "# Events\n\nThe facts each room tells. *Within* runs in the publishing transaction, *after* runs in the",
        " worker after commit, at least once.\n\n",
        "| event | sentence | fields | within | after |\n|---|---|---|---|---|\n",
    ]
    for event in sorted(EVENTS.values(), key=lambda e: e.name):
        sentence = " ".join((inspect.getdoc(event) or "").split())
        fields = ", ".join(f"`{name}`" for name in getattr(event, "__dataclass_fields__", {}))
        within = ", ".join(f"`{name}`" for name in listeners_within(event))
        after = ", ".join(f"`{h.name.partition(':')[0]}`" for h in HANDLERS.values() if h.event is event)
        parts.append(f"| `{event.name}` | {sentence} | {fields} | {within} | {after} |\n")
    return "".join(parts)
