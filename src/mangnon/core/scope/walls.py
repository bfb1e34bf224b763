"""The second wall: database roles, grants and row-level security, made from a declared list of tables.

Applied after every migration; a test holds that each table of the database is on the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.backends.utils import CursorWrapper

from mangnon.core.scope.rights import HELD_AT_A_BODY, RIGHTS, RecordClass


class Wall(StrEnum):
    """Who may read a table's rows directly."""

    SERVICE = "service"  # services only
    SIGN_IN = "sign_in"  # the sign-in pages write it, nobody else reads it
    OPEN = "open"  # every signed-in user
    CHILD = "child"  # rows carry commune and hamlet themselves
    OF_CHILD = "of_child"  # rows carry child_id
    OF_HOUSEHOLD = "of_household"  # rows carry commune and hamlet; visible with their place
    OWN_PLACE = "own_place"  # rows carry place_id of a commune
    COMMUNE = "commune"  # rows carry commune_id
    PLACED = "placed"  # rows carry commune and hamlet, and are of no child
    HAPPENED = "happened"  # rows carry commune and hamlet where it happened, and child_id where the child is known
    DUE = "due"  # rows carry child, commune, hamlet and their own class
    AUDIT = "audit"  # who may see the audit class
    REFERRAL = "referral"  # the body it went to, and who has the child (or the case) it is about
    OF_REFERRAL = "of_referral"  # rows carry referral_id
    CASE = "case"  # a protection case itself
    OF_CASE = "of_case"  # rows carry case_id
    REPORT = "report"  # a report of a worry itself
    OF_REPORT = "of_report"  # rows carry report_id
    OF_EITHER = "of_either"  # rows carry case_id or report_id
    REPORTER = "reporter"  # rows carry report_id; the receiving office alone


@dataclass(frozen=True)
class WalledTable:
    """A table, its wall, and the class of its records where that matters.

    ``class_column`` names a column holding the class of each row; ``class_sql`` an expression for it.
    """

    table: str
    wall: Wall
    record_class: RecordClass = RecordClass.ORDINARY
    class_sql: str = ""


ROLES = """
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['mangnon_app', 'mangnon_service', 'mangnon_web'] LOOP
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOINHERIT %s', name,
          CASE WHEN name = 'mangnon_app' THEN 'NOLOGIN' ELSE 'LOGIN' END);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
  END LOOP;
  IF NOT pg_has_role('mangnon_web', 'mangnon_app', 'MEMBER') THEN
    GRANT mangnon_app TO mangnon_web WITH INHERIT FALSE, SET TRUE;
  END IF;
  IF NOT pg_has_role('mangnon_web', 'mangnon_service', 'MEMBER') THEN
    GRANT mangnon_service TO mangnon_web WITH INHERIT FALSE, SET TRUE;
  END IF;
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
     AND NOT pg_has_role(current_user, 'mangnon_web', 'SET') THEN
    EXECUTE format('GRANT mangnon_app, mangnon_service, mangnon_web TO %I', current_user);
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO mangnon_app, mangnon_service, mangnon_web;
GRANT ALL ON ALL TABLES IN SCHEMA public TO mangnon_service;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO mangnon_service;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO mangnon_web;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO mangnon_service;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM mangnon_app, mangnon_web;
"""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION scope_user() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('mangnon.user_id', true), '')::uuid $$;

CREATE OR REPLACE FUNCTION scope_day() RETURNS date LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('mangnon.on', true), '')::date,
                   (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) $$;

CREATE OR REPLACE FUNCTION scope_now() RETURNS timestamptz LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('mangnon.at', true), '')::timestamptz, now()) $$;

CREATE OR REPLACE FUNCTION scope_everywhere(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT EXISTS (
     SELECT 1 FROM scope_assignment a
     JOIN scope_right r ON r.role = a.role AND r.record_class = wanted AND r.action = 'see'
     JOIN places_place p ON p.id = a.place_id
     WHERE a.user_id = scope_user() AND a.valid @> scope_day() AND p.level = 'province' AND a.facility_id IS NULL
       AND a.role NOT IN ({held_at_a_body})) $$;

CREATE OR REPLACE FUNCTION scope_places(wanted text, at_level text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(DISTINCT a.place_id), '{}') FROM scope_assignment a
   JOIN scope_right r ON r.role = a.role AND r.record_class = wanted AND r.action = 'see'
   JOIN places_place p ON p.id = a.place_id
   WHERE a.user_id = scope_user() AND a.valid @> scope_day() AND p.level = at_level AND a.facility_id IS NULL
     AND a.role NOT IN ({held_at_a_body}) $$;

CREATE OR REPLACE FUNCTION scope_pupils(wanted text) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(DISTINCT e.child_id), '{}') FROM scope_assignment a
   JOIN scope_right r ON r.role = a.role AND r.record_class = wanted AND r.action = 'see'
   JOIN facilities_enrolment e ON e.facility_id = a.facility_id AND e.valid @> scope_day()
   WHERE a.user_id = scope_user() AND a.valid @> scope_day() $$;

CREATE OR REPLACE FUNCTION scope_bodies() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(DISTINCT a.facility_id), '{}') FROM scope_assignment a
   JOIN scope_right r ON r.role = a.role AND r.record_class = 'referral' AND r.action = 'see'
   WHERE a.user_id = scope_user() AND a.valid @> scope_day() AND a.facility_id IS NOT NULL $$;

CREATE OR REPLACE FUNCTION scope_has(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT EXISTS (
     SELECT 1 FROM scope_assignment a
     JOIN scope_right r ON r.role = a.role AND r.record_class = wanted AND r.action = 'see'
     WHERE a.user_id = scope_user() AND a.valid @> scope_day()) $$;
"""

# Of the room of protection: a case is seen by its team, by the chair who decides it, and for three hours by who opened
# it in an emergency; a report by its receiving office until it is in a case, and one without a place by who routes it.
CASE_FUNCTIONS = """
CREATE OR REPLACE FUNCTION scope_cases() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(seen.id), '{}') FROM (
     SELECT m.case_id AS id FROM protection_member m
     WHERE m.user_id = scope_user() AND m.since <= scope_now() AND (m.until IS NULL OR m.until > scope_now())
       AND EXISTS (SELECT 1 FROM scope_assignment a WHERE a.user_id = scope_user() AND a.valid @> scope_day())
     UNION
     SELECT c.id FROM protection_case c JOIN scope_assignment a ON a.place_id = c.commune_id
     JOIN scope_right r ON r.role = a.role AND r.record_class = 'case' AND r.action = 'approve'
     WHERE a.user_id = scope_user() AND a.valid @> scope_day() AND a.facility_id IS NULL
     UNION
     SELECT o.case_id FROM protection_opening o
     WHERE o.user_id = scope_user() AND o.at <= scope_now() AND o.until > scope_now()) seen $$;

CREATE OR REPLACE FUNCTION scope_routes() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT EXISTS (
     SELECT 1 FROM scope_assignment a WHERE a.user_id = scope_user() AND a.valid @> scope_day()
       AND a.role = 'province_officer') $$;

CREATE OR REPLACE FUNCTION scope_reports() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(r.id), '{}') FROM protection_report r
   WHERE r.case_id = ANY (scope_cases())
      OR r.case_id IS NULL AND r.commune_id = ANY (scope_places('case', 'commune'))
      OR r.commune_id IS NULL AND scope_routes() $$;

CREATE OR REPLACE FUNCTION scope_reporters() RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(array_agg(r.id), '{}') FROM protection_report r
   WHERE r.id = ANY (scope_reports()) AND (r.commune_id = ANY (scope_places('reporter', 'commune'))) $$;
"""


def apply_walls(cursor: CursorWrapper, tables: tuple[WalledTable, ...]) -> None:
    """Make roles, grants, functions and policies anew from the list.

    Args:
        cursor: of a connection as the tables' owner.
        tables: every table of the database with its wall.
    """
    cursor.execute(ROLES)
    cursor.execute(FUNCTIONS.replace("{held_at_a_body}", ", ".join(f"'{role}'" for role in sorted(HELD_AT_A_BODY))))
    if any(walled.wall is Wall.CASE for walled in tables):
        cursor.execute(CASE_FUNCTIONS)
    cursor.execute("DELETE FROM scope_right")
    cursor.executemany(
        "INSERT INTO scope_right (role, record_class, action) VALUES (%s, %s, %s)",
        [
            (role.value, record_class.value, action.value)
            for role, row in RIGHTS.items()
            for record_class, actions in row.items()
            for action in sorted(actions)
        ],
    )
    for walled in tables:
        for statement in statements(walled):
            cursor.execute(statement)


def statements(walled: WalledTable) -> list[str]:
    """Return the SQL that walls one table."""
    table = walled.table
    if walled.wall is Wall.SERVICE:
        return []
    if walled.wall is Wall.SIGN_IN:
        return [f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO mangnon_web"]
    if walled.wall is Wall.OPEN:
        return [f"GRANT SELECT ON {table} TO mangnon_app, mangnon_web"]
    return [
        f"GRANT SELECT ON {table} TO mangnon_app",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS services ON {table}",
        f"CREATE POLICY services ON {table} TO mangnon_service USING (true) WITH CHECK (true)",
        f"DROP POLICY IF EXISTS own_scope ON {table}",
        f"CREATE POLICY own_scope ON {table} FOR SELECT TO mangnon_app USING ({_condition(walled)})",
    ]


def _condition(walled: WalledTable) -> str:
    table, name = walled.table, walled.record_class.value
    if walled.wall is Wall.CHILD:
        return _in_place(table, name, child=True)
    if walled.wall in {Wall.OF_HOUSEHOLD, Wall.PLACED}:
        return _in_place(table, name, child=False)
    if walled.wall is Wall.REFERRAL:
        return _referral(table)
    if walled.wall is Wall.OF_REFERRAL:
        of = f"walled_referral.id = {table}.referral_id AND ({_referral('walled_referral')})"
        return f"EXISTS (SELECT 1 FROM referrals_referral walled_referral WHERE {of})"
    if walled.wall is Wall.HAPPENED:
        return f"({_in_place(table, name, child=False)}) OR {_of_child(table, name)}"
    if walled.wall is Wall.AUDIT:
        return f"(SELECT scope_has('{RecordClass.AUDIT}'))"
    if walled.wall in {Wall.COMMUNE, Wall.OWN_PLACE}:
        column = "commune_id" if walled.wall is Wall.COMMUNE else "place_id"
        return (
            f"(SELECT scope_everywhere('{name}')) OR "
            f"{table}.{column} = ANY ((SELECT scope_places('{name}', 'commune'))::uuid[])"
        )
    if walled.wall in _CASE_WALLS:
        return _CASE_WALLS[walled.wall].replace("{table}", table)
    if walled.wall is Wall.DUE:
        return " OR ".join(_due_of_class(table, each.value) for each in _CLASSES)
    if walled.class_sql:  # the class differs from row to row
        return " OR ".join(
            f"(({walled.class_sql}) = '{each.value}' AND {_of_child(table, each.value)})" for each in _CLASSES
        )
    return _of_child(table, name)


_OF_CASE = "{table}.case_id = ANY ((SELECT scope_cases())::uuid[])"
_OF_REPORT = "{table}.report_id = ANY ((SELECT scope_reports())::uuid[])"
_CASE_WALLS = {
    Wall.CASE: "{table}.id = ANY ((SELECT scope_cases())::uuid[])",
    Wall.OF_CASE: _OF_CASE,
    Wall.REPORT: "{table}.id = ANY ((SELECT scope_reports())::uuid[])",
    Wall.OF_REPORT: _OF_REPORT,
    Wall.OF_EITHER: f"{_OF_CASE} OR {_OF_REPORT}",
    Wall.REPORTER: "{table}.report_id = ANY ((SELECT scope_reporters())::uuid[])",
}
_CLASSES = (RecordClass.ORDINARY, RecordClass.HEALTH, RecordClass.SENSITIVE)


def _due_of_class(table: str, name: str) -> str:
    # A list reads thousands of dues: their own columns decide, the child is looked up only while its commune is open.
    inside = _in_place(table, name, child=False)
    pupil = f"{table}.child_id = ANY ((SELECT scope_pupils('{name}'))::uuid[])"
    open_ = f"({table}.commune_id IS NULL AND {_of_child(table, name)})"
    return f"({table}.record_class = '{name}' AND ({inside} OR {pupil} OR {open_}))"


def _referral(table: str) -> str:
    """The body it was sent to, while it may read it; who has the child for its class; of a case, who may read that."""
    body = (
        f"{table}.body_id = ANY ((SELECT scope_bodies())::uuid[]) AND {table}.state NOT IN ('declined', 'withdrawn')"
        f" AND ({table}.body_until IS NULL OR {table}.body_until >= scope_day())"
    )
    classes = " OR ".join(
        f"({table}.record_class = '{each.value}' AND {_of_child(table, each.value)})" for each in _CLASSES
    )
    sender = f"{table}.case_id IS NULL AND {_of_child(table, RecordClass.REFERRAL.value)} AND ({classes})"
    return f"({body}) OR ({sender}) OR {table}.case_id = ANY ((SELECT scope_cases())::uuid[])"


def _of_child(table: str, name: str) -> str:
    inside = _in_place("walled_child", name, child=True)
    return f"EXISTS (SELECT 1 FROM children_child walled_child WHERE walled_child.id = {table}.child_id AND ({inside}))"


def _in_place(table: str, name: str, *, child: bool) -> str:
    either = [
        f"(SELECT scope_everywhere('{name}'))",
        f"{table}.commune_id = ANY ((SELECT scope_places('{name}', 'commune'))::uuid[])",
        f"{table}.hamlet_id = ANY ((SELECT scope_places('{name}', 'hamlet'))::uuid[])",
    ]
    if child:
        either.append(f"{table}.open_communes && (SELECT scope_places('{name}', 'commune'))::uuid[]")
        either.append(f"{table}.id = ANY ((SELECT scope_pupils('{name}'))::uuid[])")
    return " OR ".join(either)
