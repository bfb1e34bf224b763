"""What immunization's dues read."""

DOSES_SQL = """
SELECT uuid_send(child_id), "on", product, maker, uuid_send(id) FROM immunization_dose
WHERE superseded_at IS NULL AND child_id IN ({children})
"""
