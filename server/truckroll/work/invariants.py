"""What must be true of visits and crews, and between work and stock, whatever happened."""

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


@invariant("I12", "The arrival window of a visit is the last one that was promised for it.")
def windows_are_the_last_promise() -> list[str]:
    """This will list visits whose window nobody promised."""
    rows = ask(
        "SELECT v.number FROM work_visit v LEFT JOIN LATERAL (SELECT p.starts_at, p.ends_at FROM work_arrivalpromise p "
        "WHERE p.visit_id = v.id ORDER BY p.id DESC LIMIT 1) p ON true "
        "WHERE (v.window_starts_at, v.window_ends_at) IS DISTINCT FROM (p.starts_at, p.ends_at)"
    )
    return [f"{number} has a window that is not its last promise" for (number,) in rows]


@invariant("I4b", "A visit names those who go along, and each of them is taken for its time while it is planned.")
def crews_are_who_they_are() -> list[str]:
    """This will list visits that name others than their crew has, and members of planned ones whose time is free."""
    rows = ask(
        "SELECT v.number, v.member_ids, c.ids FROM work_visit v LEFT JOIN LATERAL (SELECT coalesce("
        "array_agg(m.technician_id ORDER BY m.technician_id), '{}') AS ids FROM work_crewmember m "
        "WHERE m.visit_id = v.id AND m.status NOT IN ('removed', 'promoted')) c ON true "
        "WHERE (v.member_ids <> '{}' OR c.ids <> '{}') "
        "AND ARRAY(SELECT unnest(v.member_ids) ORDER BY 1) IS DISTINCT FROM c.ids"
    )
    free = ask(
        "SELECT v.number, m.technician_id FROM work_crewmember m JOIN work_visit v ON v.id = m.visit_id "
        "LEFT JOIN workforce_occupancy o ON o.kind = 'crew' AND o.source_id = m.id "
        "AND o.technician_id = m.technician_id AND o.period = tstzrange(v.starts_at, v.ends_at) "
        "WHERE m.status = 'assigned' AND v.status IN ('scheduled', 'dispatched') AND o.id IS NULL"
    )
    return [f"{number} names {said}, its crew is {are}" for number, said, are in rows] + [
        f"technician {one} goes along on {number}, and that time of his is free" for number, one in free
    ]
