"""What must be true of stock whatever happened."""

from __future__ import annotations

from truckroll.foundation.invariants import ask, invariant


@invariant("I11", "A transfer leaves one place and arrives at another: over all places it comes to nothing.")
def transfers_come_to_nothing() -> list[str]:
    """This will list parts of which transfers made more or less than there was."""
    rows = ask(
        "SELECT p.sku, sum(m.quantity) FROM stock_move m JOIN stock_part p ON p.id = m.part_id "
        "WHERE m.kind = 'transfer' GROUP BY p.sku HAVING sum(m.quantity) <> 0"
    )
    return [f"transfers of {sku} come to {n}" for sku, n in rows]


@invariant("I11a", "After a count, what lies there is what was counted and what came and went since.")
def counts_hold() -> list[str]:
    """This will list counts that what happened before them, and was heard of later, has made untrue."""
    rows = ask(
        "SELECT c.id, c.counted, sum(m.quantity) FROM stock_move c JOIN stock_move m "
        "ON m.place_id = c.place_id AND m.part_id = c.part_id AND m.at <= c.at "
        "AND (m.at < c.at OR m.id <= c.id OR (m.kind = 'count' AND m.counted IS NULL)) "
        "WHERE c.counted IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stock_move l WHERE l.place_id = c.place_id "
        "AND l.part_id = c.part_id AND l.counted IS NOT NULL AND (l.at, l.id) > (c.at, c.id)) "
        "GROUP BY c.id, c.counted HAVING sum(m.quantity) <> c.counted"
    )
    return [f"count {count} found {found}, its moves say {said}" for count, found, said in rows]
