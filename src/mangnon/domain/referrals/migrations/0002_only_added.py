from django.db import migrations

# What either side did stays as it was, whoever has the services' rights.
ADDED_ONLY = """
CREATE FUNCTION referrals_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the steps of a referral are only added to'; END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON referrals_referralevent
  FOR EACH STATEMENT EXECUTE FUNCTION referrals_is_append_only();

CREATE FUNCTION referrals_told_stays() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'what was told to a body stays as it was sent'; END $$;
CREATE TRIGGER told_stays BEFORE UPDATE ON referrals_referral FOR EACH ROW
  WHEN (OLD.told_sealed IS DISTINCT FROM NEW.told_sealed OR OLD.asked_sealed IS DISTINCT FROM NEW.asked_sealed
        OR OLD.body_id <> NEW.body_id OR OLD.sent_at <> NEW.sent_at OR OLD.accept_by <> NEW.accept_by
        OR OLD.key_id <> NEW.key_id)
  EXECUTE FUNCTION referrals_told_stays();
"""
UNDO = """
DROP TRIGGER append_only ON referrals_referralevent;
DROP TRIGGER told_stays ON referrals_referral;
DROP FUNCTION referrals_is_append_only();
DROP FUNCTION referrals_told_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_bodies_and_referrals")]
    operations = [migrations.RunSQL(ADDED_ONLY, UNDO)]
