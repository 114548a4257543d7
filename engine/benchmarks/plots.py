"""Draws what the benchmark measured: objective by CPU seconds, by size, beside the trial kernel and others."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 240, 60, 40, 70
COLORS = {"here": "#1864ab", "trial kernel": "#868e96", "vroom": "#e8590c", "pyvrp": "#2f9e44", "ortools": "#ae3ec9"}
BUDGETS = (1, 5, 20)


def draw_results(folder: Path, trial: Mapping[str, Sequence[Sequence[int]]]) -> None:
    """Write dispatch.svg beside the results."""
    ours, others = _rows(folder / "dispatch.jsonl"), _rows(folder / "opponents.jsonl")
    if not ours:
        return
    parts: list[str] = []
    for i, size in enumerate(trial):
        lines: dict[str, dict[int, float]] = {"here": {}, "trial kernel": {}}
        for column, seconds in enumerate(BUDGETS):
            some = [r for r in ours if (r["size"], r["seconds"]) == (size, seconds) and r["problem"] <= 3]
            if some:
                lines["here"][seconds] = statistics.mean(r["objective"] for r in some)
                lines["trial kernel"][seconds] = statistics.mean(trial[size][r["problem"] - 1][column] for r in some)
        for name in sorted({r["opponent"] for r in others}):
            some = [r for r in others if (r["size"], r["opponent"]) == (size, name)]
            if some:
                lines[name] = {20: statistics.mean(r["objective"] for r in some)}
        parts.extend(_panel(LEFT + i * (WIDTH + GAP), size, lines))
    for i, (name, color) in enumerate(COLORS.items()):
        parts.append(f'<circle cx="{LEFT + 8 + i * 130}" cy="{TOP + HEIGHT + 50}" r="5" fill="{color}"/>')
        parts.append(_text(LEFT + 20 + i * 130, TOP + HEIGHT + 54, name))
    wide, high = LEFT + 3 * (WIDTH + GAP), TOP + HEIGHT + 70
    (folder / "dispatch.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        'font-family="sans-serif" font-size="12">\n'
        '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _panel(left: int, size: str, lines: Mapping[str, Mapping[int, float]]) -> list[str]:
    """One size: seconds on a logarithmic axis, the objective from nought."""
    top = max((y for line in lines.values() for y in line.values()), default=1.0) * 1.05
    bottom = TOP + HEIGHT

    def at(seconds: int, objective: float) -> tuple[float, float]:
        return left + 20 + math.log(seconds) / math.log(20) * (WIDTH - 40), bottom - objective / top * HEIGHT

    parts = [
        _text(left, TOP - 14, f"{size}: mean objective, lower is better"),
        f'<path d="M{left} {TOP}V{bottom}H{left + WIDTH}" fill="none" stroke="#000"/>',
    ]
    parts.extend(
        _text(left - 4, bottom - share * HEIGHT + 4, f"{top * share / 1e6:.2f} M", "end") for share in (0.5, 1.0)
    )
    parts.extend(_text(at(s, 0)[0], bottom + 16, f"{s} s", "middle") for s in BUDGETS)
    for name, line in lines.items():
        points = [at(s, y) for s, y in line.items()]
        color = COLORS[name]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in points)
    return parts


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{text}</text>'
