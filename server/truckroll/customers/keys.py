"""What people, places and things are found by, as expressions: the indexes are on these and the questions ask these."""

from __future__ import annotations

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Collate, Replace, Reverse, Upper

NAME_WORDS = SearchVector("name", config="simple")
SITE_WORDS = SearchVector("name", "address", config="simple")
# Beginnings are found by an index only where bytes are compared, which is what the collation "C" does.
_PLAIN = "C"
# From its end: how a number begins depends on who says it, with +44 or 0 or neither.
PHONE_BACKWARDS = Collate(
    Reverse(Func(F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())),
    _PLAIN,
)
POSTCODE = Collate(Upper(Replace(F("postal_code"), Value(" "), Value(""), output_field=TextField())), _PLAIN)
SERIAL = Collate(Upper(Replace(F("serial"), Value(" "), Value(""), output_field=TextField())), _PLAIN)
