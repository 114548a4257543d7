"""Draws a plan: each shift as a bar chart of its day and, where places have coordinates, all routes on a map."""

from __future__ import annotations

from xml.sax.saxutils import escape

from truckroll_planner.judging import judge
from truckroll_planner.plan import Day, Plan
from truckroll_planner.problem import Problem, shift_of

LABELS, WIDTH, ROW, MAP = 110, 1200, 22, 560


def draw(problem: Problem, plan: Plan) -> str:
    """Return an SVG with one row per shift (work, drives, the shift's bounds) and below it a map of the routes."""
    judgement = judge(problem, plan)
    days = judgement.days
    begin = min((d.stops[0].start_s - d.stops[0].travel_s for d in days), default=0) // 3600 * 3600
    end = max((d.returns_s for d in days), default=3600)
    scale = (WIDTH - LABELS) / max(1, end - begin)
    high = ROW * (len(days) + 2)
    parts = [_text(4, 15, f"{problem.name or 'plan'}: cost {judgement.cost:,}, {len(judgement.unassigned)} left open")]
    for hour in range(begin, end + 1, 3600):
        x = LABELS + (hour - begin) * scale
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{ROW}" y2="{high}" stroke="#ddd"/>')
        parts.append(_text(x + 2, ROW + 10, f"{hour // 3600 % 24:02d}", 9))
    late = set(judgement.late)
    for i, day in enumerate(days):
        parts.extend(_row(problem, day, ROW * (i + 2), begin, scale, _color(i), late))
    if problem.locations:
        parts.extend(_map(problem, days, high + 10))
        high += MAP + 20
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" font-family="sans-serif">\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _color(i: int) -> str:
    return f"hsl({i * 137 % 360},55%,45%)"


def _text(x: float, y: float, text: str, size: int = 12) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}">{escape(text)}</text>'


def _row(problem: Problem, day: Day, y: int, begin: int, scale: float, color: str, late: set[str]) -> list[str]:
    shift = shift_of(problem.technician(day.technician), day.shift)
    x0, x1 = (LABELS + (s - begin) * scale for s in (shift.starts_at_s, shift.ends_at_s))
    parts = [
        _text(4, y + 14, day.technician),
        f'<rect x="{x0:.1f}" y="{y}" width="{x1 - x0:.1f}" height="{ROW - 4}" fill="#f2f2f2"/>',
    ]
    for stop in day.stops:
        x = LABELS + (stop.start_s - begin) * scale
        drive = LABELS + (stop.arrival_s - stop.travel_s - begin) * scale
        parts.append(
            f'<line x1="{drive:.1f}" x2="{drive + stop.travel_s * scale:.1f}" y1="{y + 9}" y2="{y + 9}" stroke="#777"/>'
        )
        edge = ' stroke="#c00" stroke-width="2"' if stop.visit in late else ""
        parts.append(
            f'<rect x="{x:.1f}" y="{y + 2}" width="{(stop.end_s - stop.start_s) * scale:.1f}" height="{ROW - 8}" '
            f'fill="{color}"{edge}><title>{escape(stop.visit)}</title></rect>'
        )
    return parts


def _map(problem: Problem, days: tuple[Day, ...], top: int) -> list[str]:
    places = problem.locations or ()
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    size = max(east - west, north - south) or 1.0

    def at(location: int) -> tuple[float, float]:
        lon, lat = places[location]
        return LABELS + (lon - west) / size * MAP, top + (north - lat) / size * MAP

    parts: list[str] = []
    for i, day in enumerate(days):
        shift = shift_of(problem.technician(day.technician), day.shift)
        stops = [shift.start_location, *(problem.visit(s.visit).location for s in day.stops), shift.end_location]
        points = [at(s) for s in stops if s is not None]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{_color(i)}" stroke-opacity="0.7"/>')
        parts.extend(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" fill="{_color(i)}"/>' for x, y in points)
    return parts
