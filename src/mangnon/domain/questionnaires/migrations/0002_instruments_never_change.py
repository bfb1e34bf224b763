"""A loaded instrument is what its licence was given for: the database refuses to change it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION questionnaires_instrument_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'an instrument is never changed; load a new version';
END $$;
CREATE TRIGGER instrument_stands BEFORE UPDATE ON questionnaires_instrument
FOR EACH ROW EXECUTE FUNCTION questionnaires_instrument_stands();
"""
OPEN = """
DROP TRIGGER instrument_stands ON questionnaires_instrument;
DROP FUNCTION questionnaires_instrument_stands();
"""


class Migration(migrations.Migration):
    """The guard."""

    dependencies = [("questionnaires", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, OPEN)]
