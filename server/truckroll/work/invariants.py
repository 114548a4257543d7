"""What must be true between work and stock whatever happened."""

from __future__ import annotations

from truckroll.foundation.invariants import ask, invariant


@invariant("I11b", "A part used came out of the van it names, once; a line that was void lies there again.")
def parts_used_left_their_van() -> list[str]:
    """This will list parts used whose moves in that van say something else."""
    rows = ask(
        "SELECT p.id, p.quantity, p.voided_at IS NOT NULL, coalesce(m.moved, 0) FROM work_partused p "
        "LEFT JOIN LATERAL (SELECT sum(s.quantity) AS moved FROM stock_move s WHERE s.place_id = p.taken_from_id "
        "AND s.source = 'part_used:' || p.client_uuid) m ON true WHERE p.taken_from_id IS NOT NULL "
        "AND coalesce(m.moved, 0) <> CASE WHEN p.voided_at IS NULL THEN -p.quantity ELSE 0 END"
    )
    return [f"part used {part}: {n}{', void' if void else ''}, its van says {moved}" for part, n, void, moved in rows]
