"""What immunization's dues read."""

# Doses, and observations under their code; a dose has no code, an observation no product.
DOSES_SQL = """
SELECT uuid_send(child_id), "on", product, maker, uuid_send(id), NULL::text, NULL::date FROM immunization_dose
WHERE superseded_at IS NULL AND child_id IN ({children})
UNION ALL
SELECT uuid_send(child_id), "on", NULL, NULL, uuid_send(id),
       CASE WHEN product = '' THEN code ELSE code || '@' || product END, until FROM immunization_observation
WHERE superseded_at IS NULL AND child_id IN ({children})
"""
