"""What outreach's dues read: who is in special circumstances since when, and when they were last seen."""

FOLLOW_UP_SQL = """
SELECT uuid_send(held.child_id), held.since, held.sensitive, seen."on", uuid_send(seen.id)
FROM (
  SELECT child_id, min(lower(valid)) AS since, bool_and(sensitive) AS sensitive FROM children_circumstance
  WHERE child_id IN ({children}) AND valid @> DATE '{today}' GROUP BY child_id
) held
LEFT JOIN LATERAL (
  SELECT v."on", v.id FROM outreach_visit v
  WHERE v.child_id = held.child_id AND v.superseded_at IS NULL AND v.purpose = 'follow_up' AND v."on" <= DATE '{today}'
  ORDER BY v."on" DESC, v.id LIMIT 1
) seen ON true
"""
