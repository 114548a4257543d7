"""What must be true of technicians' time whatever happened."""

from truckroll.foundation.invariants import ask, invariant


@invariant("I4", "Nothing takes up a technician's time twice.")
def nobody_is_double_booked() -> list[str]:
    """This will list pairs of overlapping occupancies, by a comparison of its own and not by the constraint."""
    rows = ask(
        "SELECT a.technician_id, a.kind, a.source_id, b.kind, b.source_id FROM workforce_occupancy a "
        "JOIN workforce_occupancy b ON a.technician_id = b.technician_id AND a.id < b.id "
        "AND lower(a.period) < upper(b.period) AND lower(b.period) < upper(a.period)"
    )
    return [f"technician {who}: {k1} {s1} and {k2} {s2} overlap" for who, k1, s1, k2, s2 in rows]


@invariant("I4a", "An absence takes up exactly its own time; a canceled one, and one that visits contest, none.")
def absences_are_occupied() -> list[str]:
    """This will list absences whose occupancy is missing, elsewhere, or left behind."""
    rows = ask(
        "SELECT a.id FROM workforce_absence a FULL JOIN "
        "(SELECT * FROM workforce_occupancy WHERE kind = 'absence') o ON o.source_id = a.id "
        "WHERE a.id IS NULL OR (a.canceled_at IS NULL AND NOT a.is_contested) <> (o.id IS NOT NULL) "
        "OR (o.id IS NOT NULL AND "
        "(o.technician_id, lower(o.period), upper(o.period)) <> (a.technician_id, a.starts_at, a.ends_at))"
    )
    return [f"absence {row} and its occupancy differ" for (row,) in rows]
