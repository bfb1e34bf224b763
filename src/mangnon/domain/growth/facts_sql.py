"""What growth's dues read."""

# A period is at most three months long and faltering looks back half a year from the newest weighing, so older
# measurements cannot matter; nor can those of children who were past the age of follow-up then, nor what was
# written down before birth.
MEASUREMENTS_SQL = """
SELECT uuid_send(m.child_id), m."on", uuid_send(m.id), m.weight_g, m.length_mm, m.position, m.arm_mm, m.oedema,
       extract(epoch FROM m.recorded_at)::bigint
FROM growth_measurement m JOIN children_child c ON c.id = m.child_id
WHERE m.superseded_at IS NULL AND m.child_id IN ({children})
  AND m."on" > DATE '{today}' - 285 AND m."on" <= DATE '{today}'
  AND c.birth_date > DATE '{today}' - INTERVAL '72 months' AND m."on" >= c.birth_date
"""
