from django.db import migrations

# An entry is sealed when its transaction ends: the lock on the chain is held only from then to the commit, so
# that pages do not wait for each other while they work. The words of an entry are canonical JSON made by the
# database; `mangnon audit verify` hashes them again by itself.
CHAIN = """
CREATE FUNCTION audit_words(entry audit_auditentry) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT jsonb_build_array(
     entry.id, to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), entry.user_id, entry.action,
     entry.record_class, to_jsonb(entry.subjects), entry.place_id, entry.detail, entry.request_id)::text $$;

CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$
DECLARE last_sequence bigint; last_digest bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(7020393720201);
  SELECT sequence, digest INTO last_sequence, last_digest FROM audit_auditseal ORDER BY sequence DESC LIMIT 1;
  INSERT INTO audit_auditseal (sequence, entry_id, digest) VALUES (
    coalesce(last_sequence, 0) + 1, NEW.id,
    sha256(coalesce(last_digest, ''::bytea) || convert_to(audit_words(NEW), 'UTF8')));
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER audit_seal AFTER INSERT ON audit_auditentry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();

CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditseal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""

UNDO = """
DROP TRIGGER append_only ON audit_auditentry;
DROP TRIGGER append_only ON audit_auditseal;
DROP TRIGGER audit_seal ON audit_auditentry;
DROP FUNCTION audit_is_append_only();
DROP FUNCTION audit_seal();
DROP FUNCTION audit_words(audit_auditentry);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CHAIN, UNDO)]
