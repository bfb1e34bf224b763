"""What growth's dues read."""

# A period is at most three months long, so older weighings cannot matter.
NEWEST_WEIGHING_SQL = """
SELECT DISTINCT ON (child_id) uuid_send(child_id), "on", uuid_send(id) FROM growth_measurement
WHERE superseded_at IS NULL AND weight_g IS NOT NULL AND child_id IN ({children})
  AND "on" > DATE '{today}' - 100 AND "on" <= DATE '{today}'
ORDER BY child_id, "on" DESC, recorded_at DESC, id
"""
