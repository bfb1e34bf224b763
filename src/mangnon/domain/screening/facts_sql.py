"""What screening's dues read: the newest standing step of each test, which is also the newest day of a yearly check."""

NEWEST_STATES_SQL = """
SELECT DISTINCT ON (child_id, kind) uuid_send(child_id), "on", kind, state, refer_by,
       coalesce(measured->>'path', ''), array_to_string(findings, ','), uuid_send(id) FROM screening_screening
WHERE superseded_at IS NULL AND child_id IN ({children}) AND "on" <= DATE '{today}'
ORDER BY child_id, kind, "on" DESC, recorded_at DESC, id DESC
"""
