"""What nutrition's dues read."""

SUPPLEMENTS_SQL = """
SELECT uuid_send(child_id), "on", kind, uuid_send(id) FROM nutrition_supplement
WHERE superseded_at IS NULL AND child_id IN ({children}) AND "on" > DATE '{today}' - 100 AND "on" <= DATE '{today}'
"""
