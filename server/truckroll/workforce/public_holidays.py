"""The public holidays of a technician's calendar, from the `holidays` package."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from truckroll.foundation.refusals import Invalid


@lru_cache(maxsize=64)
def public_holidays(country: str, subdivision: str, years: tuple[int, ...]) -> tuple[tuple[date, str], ...]:
    """This will list them by date, with their names; none for an empty country.

    Raises
    ------
    Invalid
        The package does not know the country or its part.
    """
    if not country:
        return ()
    try:
        days = holidays.country_holidays(country, subdiv=subdivision or None, years=list(years))
    except NotImplementedError as error:
        raise Invalid(
            f"No holidays are known for {country} {subdivision}".strip() + ".", field="holiday_country"
        ) from error
    return tuple(sorted(days.items()))
