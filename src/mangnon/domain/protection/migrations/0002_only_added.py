from django.db import migrations

# What happened in a case is only added to: a correction is a new row, whoever has the services' rights.
TABLES = ("step", "assessment", "plan", "note", "reportaddition")
FUNCTION = """
CREATE FUNCTION protection_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what happened in a case is only added to'; END $$;
"""
TRIGGERS = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON protection_{table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION protection_is_append_only();\n"
    for table in TABLES
)
UNDO = "".join(f"DROP TRIGGER append_only ON protection_{table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("protection", "0001_reports_and_cases")]
    operations = [migrations.RunSQL(FUNCTION + TRIGGERS, UNDO + "DROP FUNCTION protection_is_append_only();")]
