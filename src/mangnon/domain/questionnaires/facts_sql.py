"""What the dues of questionnaires read: the newest whole response of each, and every danger nobody has settled.

A danger is settled by a later step of the same child's screening of the mind or of the kind the response led to, told
by somebody, not by another response; or by withdrawing the response.
"""

RESPONSES_SQL = """
SELECT * FROM (
  SELECT DISTINCT ON (child_id, code) uuid_send(child_id), "on", code, repeat_days::int, NULL::int, record_class,
         uuid_send(id)
  FROM questionnaires_response
  WHERE superseded_at IS NULL AND complete AND child_id IN ({children}) AND "on" <= DATE '{today}'
  ORDER BY child_id, code, "on" DESC, recorded_at DESC
) newest
UNION ALL
SELECT uuid_send(r.child_id), r."on", r.code, NULL::int, r.safety_hours::int, r.record_class, uuid_send(r.id)
FROM questionnaires_response r
WHERE r.superseded_at IS NULL AND r.safety_hours IS NOT NULL AND r.child_id IN ({children})
  AND r."on" <= DATE '{today}'
  AND NOT EXISTS (
    SELECT 1 FROM screening_screening s JOIN screening_screening own ON own.id = r.step_id AND own.kind = s.kind
    WHERE s.child_id = r.child_id AND s.superseded_at IS NULL AND s.recorded_at > r.recorded_at
      AND s.state IN ('normal', 'referred', 'seen', 'confirmed', 'excluded', 'in_treatment', 'treated')
      AND NOT EXISTS (SELECT 1 FROM questionnaires_response a WHERE a.child_id = s.child_id AND a.step_id = s.id)
  )
"""
