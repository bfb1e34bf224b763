"""The Arrow schemas of a synthetic province, one per table, named with the words of the data model.

Keys are UUIDv7 in 16 bytes, dates are ``date32``, weights whole grams, lengths whole millimetres. A child's
place is its commune code and its hamlet's key. The last tables (``TWINS``, ``DUPLICATES``, ``SLIPS``) are the
known truth: for tests and for measuring how well a check finds them, never for the registry itself.
"""

from __future__ import annotations

import pyarrow as pa

KEY = pa.binary(16)
DAY = pa.date32()


def _needed(name: str, kind: pa.DataType) -> pa.Field:
    return pa.field(name, kind, nullable=False)


# Known for the whole province before any child is made.
HAMLETS = pa.schema(
    [
        _needed("key", KEY),
        _needed("commune_code", pa.string()),
        _needed("code", pa.string()),
        _needed("name", pa.string()),
    ]
)
FACILITIES = pa.schema(
    [
        _needed("key", KEY),
        _needed("commune_code", pa.string()),
        _needed("kind", pa.string()),  # kindergarten | primary | lower_secondary
        _needed("name", pa.string()),
    ]
)
COLLABORATORS = pa.schema(
    [
        _needed("key", KEY),
        _needed("commune_code", pa.string()),
        _needed("full_name", pa.string()),
        _needed("phone", pa.string()),
        _needed("hamlet_keys", pa.list_(KEY)),
    ]
)

# Made commune by commune.
HOUSEHOLDS = pa.schema(
    [
        _needed("key", KEY),
        _needed("code", pa.string()),
        _needed("head", pa.string()),
        _needed("commune_code", pa.string()),
        _needed("hamlet_key", KEY),
        _needed("poverty", pa.string()),  # none | near_poor | poor
    ]
)
CHILDREN = pa.schema(
    [
        _needed("key", KEY),
        _needed("full_name", pa.string()),
        _needed("birth_date", DAY),  # first day of the month or year when less precise
        _needed("birth_precision", pa.string()),  # day | month | year
        _needed("sex", pa.string()),  # m | f
        _needed("ethnic_code", pa.string()),
        pa.field("personal_id", pa.string()),
        pa.field("birth_certificate_no", pa.string()),
        pa.field("insurance_no", pa.string()),
        _needed("commune_code", pa.string()),
        _needed("hamlet_key", KEY),
        _needed("household_key", KEY),
        _needed("synthetic", pa.bool_()),
    ]
)
CAREGIVERS = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("relation", pa.string()),  # mother | father | guardian
        _needed("full_name", pa.string()),
        pa.field("birth_year", pa.int16()),
        pa.field("phone", pa.string()),
        _needed("state", pa.string()),  # here | away | dead
    ]
)
RESIDENCES = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("commune_code", pa.string()),
        _needed("hamlet_key", KEY),
        _needed("valid_from", DAY),
        pa.field("valid_to", DAY),  # first day that no longer counts; null: still there
    ]
)
CIRCUMSTANCES = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("group_code", pa.string()),
        _needed("subtype", pa.string()),
        _needed("document", pa.string()),
        _needed("valid_from", DAY),
        pa.field("valid_to", DAY),
    ]
)
RISK_FACTORS = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("code", pa.string()),
        _needed("valid_from", DAY),
        pa.field("valid_to", DAY),
    ]
)
ENROLMENTS = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("facility_key", KEY),
        _needed("valid_from", DAY),
        pa.field("valid_to", DAY),
    ]
)
MEASUREMENTS = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("on", DAY),
        pa.field("weight_g", pa.int32()),
        pa.field("length_mm", pa.int32()),
        pa.field("position", pa.string()),  # l lying | h standing; null without a length
    ]
)
DOSES = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("on", DAY),
        _needed("product", pa.string()),
        _needed("maker", pa.string()),
        pa.field("lot", pa.string()),
    ]
)
SUPPLEMENTS = pa.schema(
    [_needed("key", KEY), _needed("child_key", KEY), _needed("on", DAY), _needed("kind", pa.string())]
)
SCREENINGS = pa.schema(
    [
        _needed("key", KEY),
        _needed("child_key", KEY),
        _needed("kind", pa.string()),
        _needed("state", pa.string()),
        _needed("on", DAY),
        _needed("measured", pa.string()),  # an object in JSON
        _needed("findings", pa.string()),  # codes with commas between
        _needed("referred_to", pa.string()),
        pa.field("refer_by", DAY),
        _needed("reason", pa.string()),
    ]
)
VISITS = pa.schema(
    [_needed("key", KEY), _needed("child_key", KEY), _needed("on", DAY), _needed("purpose", pa.string())]
)

# The truth behind the records.
TWINS = pa.schema([_needed("child_key", KEY), _needed("twin_key", KEY)])
DUPLICATES = pa.schema(
    [
        _needed("child_key", KEY),
        _needed("duplicate_key", KEY),
        _needed("kinds", pa.string()),  # what differs, joined by ";"
    ]
)
SLIPS = pa.schema([_needed("table", pa.string()), _needed("key", KEY), _needed("kind", pa.string())])

PROVINCE_TABLES = {"hamlets": HAMLETS, "facilities": FACILITIES, "collaborators": COLLABORATORS}
COMMUNE_TABLES = {
    "households": HOUSEHOLDS,
    "children": CHILDREN,
    "caregivers": CAREGIVERS,
    "residences": RESIDENCES,
    "circumstances": CIRCUMSTANCES,
    "risk_factors": RISK_FACTORS,
    "enrolments": ENROLMENTS,
    "measurements": MEASUREMENTS,
    "doses": DOSES,
    "supplements": SUPPLEMENTS,
    "screenings": SCREENINGS,
    "visits": VISITS,
    "twins": TWINS,
    "duplicates": DUPLICATES,
    "slips": SLIPS,
}
FACT_TABLES = ("measurements", "doses", "supplements", "screenings", "visits")
