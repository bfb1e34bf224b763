"""What safety's dues read: of each household with small children its youngest, and when the home was last looked at."""

# Eight years hold every age the content may ask for; the rule itself decides by the content's months.
HOMES_SQL = """
SELECT uuid_send(c.id), seen."on", uuid_send(seen.id)
FROM children_child c
LEFT JOIN LATERAL (
  SELECT h."on", h.id FROM safety_homecheck h
  WHERE h.superseded_at IS NULL AND h."on" <= DATE '{today}'
    AND (h.household_key = c.household_id OR h.child_id = c.id)
  ORDER BY h."on" DESC, h.id DESC LIMIT 1
) seen ON true
WHERE c.id IN ({children}) AND c.birth_date > DATE '{today}' - 2922
  AND NOT EXISTS (
    SELECT 1 FROM children_child younger
    WHERE younger.household_id = c.household_id AND younger.merged_into_id IS NULL AND younger.end_reason = ''
      AND younger.birth_date <= DATE '{today}'
      AND (younger.birth_date > c.birth_date OR (younger.birth_date = c.birth_date AND younger.id > c.id))
  )
"""
