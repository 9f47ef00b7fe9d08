"""What no statement may do to a programme that has stood down, and the owner's broom for empty days.

The services refuse the same with words; this is for everything that does not go through them.
"""

from django.db import migrations

# Everything that is collected or begun. Whatever is added later belongs here: tests/rights looks for it.
CLOSED_TABLES = (
    "intake_fact", "intake_factreceipt", "intake_receipt", "intake_declaration", "intake_declarationversion",
    "intake_import", "intake_importrow", "intake_importfilepart", "intake_importalarm", "intake_check", "intake_passage", "intake_checkpoint", "intake_shift",
    "intake_entryproposal", "intake_transit", "intake_waitreport", "intake_postcomplaint", "intake_helpgiven",
    "intake_gate", "intake_keepershift", "intake_gatecount", "intake_gatepassage", "intake_wrongrefusal",
    "intake_venue", "intake_headcount", "intake_checkin",
    "intake_addressrow", "intake_rounddoor", "intake_visit", "intake_visitfact",
    "screening_verdict", "cases_case", "cases_exposure", "cases_classification", "measures_measure", "measures_ground",
    "people_personfile", "tasks_task", "tasks_controlledentry", "tasks_entrynote",
    "followup_reading", "followup_referral", "followup_visitreport",
    "assistance_assistancerequest", "outgoing_package", "outgoing_packagesubject", "files_breakglass",
)  # fmt: skip

IRREVERSIBLE = """
CREATE FUNCTION erasure_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation';
END $$;

CREATE FUNCTION erasure_programme_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.stood_down_at IS NOT NULL THEN
            PERFORM erasure_refuse('a programme that has stood down stays on record');
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.stood_down_at IS NOT NULL AND NEW.stood_down_at IS DISTINCT FROM OLD.stood_down_at THEN
        PERFORM erasure_refuse('a stand-down is never undone');
    END IF;
    IF OLD.stood_down_at IS NULL AND NEW.stood_down_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM erasure_standdown s JOIN orders_order o ON o.id = s.order_id
         WHERE s.programme_id = NEW.id AND s.begins_at = NEW.stood_down_at AND o.programme_id = NEW.id
           AND o.enables ? 'stand_down'
           AND (SELECT count(DISTINCT user_id) FROM orders_signature WHERE order_id = o.id) >= 2) THEN
        PERFORM erasure_refuse('a programme ends only by an order of two people');
    END IF;
    IF OLD.erased_at IS NOT NULL AND NEW.erased_at IS DISTINCT FROM OLD.erased_at THEN
        PERFORM erasure_refuse('what is erased stays erased');
    END IF;
    IF NEW.erased_at IS NOT NULL AND OLD.erased_at IS NULL AND EXISTS (
        SELECT 1 FROM privacy_programmekey WHERE programme_id = NEW.id AND destroyed_at IS NULL AND made_at < (
            SELECT erasure_began_at FROM erasure_standdown WHERE programme_id = NEW.id)) THEN
        PERFORM erasure_refuse('a programme is erased once its keys are destroyed');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_stand_down_is_never_undone BEFORE UPDATE OR DELETE ON programmes_programme
    FOR EACH ROW EXECUTE FUNCTION erasure_programme_kept();

CREATE FUNCTION erasure_stand_down_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['erasure_began_at', 'probes', 'progress', 'erased_at', 'certificate', 'certificate_sha256'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM erasure_refuse('a stand-down is never undone');
    END IF;
    IF OLD.erased_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        PERFORM erasure_refuse('what was certified stays as it was certified');
    END IF;
    IF (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
        PERFORM erasure_refuse('a stand-down is never undone');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_stand_down_stays_as_declared BEFORE UPDATE OR DELETE ON erasure_standdown
    FOR EACH ROW EXECUTE FUNCTION erasure_stand_down_kept();

CREATE FUNCTION erasure_key_stays_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.destroyed_at IS NOT NULL THEN
        PERFORM erasure_refuse('a destroyed key does not come back');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_destroyed_key_does_not_come_back BEFORE UPDATE ON privacy_programmekey
    FOR EACH ROW EXECUTE FUNCTION erasure_key_stays_destroyed();

-- One look per statement, not per row: lists of ten thousands are written at once.
CREATE FUNCTION erasure_nothing_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM programmes_programme WHERE stood_down_at <= now()) AND EXISTS (
        SELECT 1 FROM programmes_programme p
         WHERE p.stood_down_at <= now() AND p.id IN (SELECT programme_id FROM written)) THEN
        PERFORM erasure_refuse('a programme that has stood down collects nothing: ' || TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;
"""

# Drops whole days that hold nothing any more. It can drop no row, and never touches the audit.
DROP_DAYS = r"""
CREATE FUNCTION fangxian_drop_empty_days(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $body$
DECLARE
    day record;
    is_held boolean;
    dropped integer := 0;
BEGIN
    FOR day IN
        SELECT c.relname AS name
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
          JOIN pg_partitioned_table t ON t.partrelid = p.oid
         WHERE p.relnamespace = 'public'::regnamespace AND p.relname <> 'audit_auditevent'
           AND c.relname ~ '_[0-9]{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < before
         ORDER BY c.relname
    LOOP
        BEGIN
            EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', day.name) INTO is_held;
            IF NOT is_held THEN
                EXECUTE format('LOCK TABLE public.%I IN ACCESS EXCLUSIVE MODE', day.name);
                EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', day.name) INTO is_held;
                IF NOT is_held THEN
                    EXECUTE format('DROP TABLE public.%I', day.name);
                    dropped := dropped + 1;
                END IF;
            END IF;
        EXCEPTION WHEN lock_not_available OR object_in_use THEN
            NULL;  -- somebody reads it: next time
        END;
    END LOOP;
    RETURN dropped;
END
$body$;
REVOKE EXECUTE ON FUNCTION fangxian_drop_empty_days(date) FROM PUBLIC
"""

CLOSED = ";\n".join(
    f"CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON {table} "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
    for table in CLOSED_TABLES
)
OPENED = ";\n".join(f"DROP TRIGGER nothing_is_collected_after_the_end ON {table}" for table in CLOSED_TABLES)
DROPPED = """
DROP TRIGGER a_destroyed_key_does_not_come_back ON privacy_programmekey;
DROP TRIGGER a_stand_down_stays_as_declared ON erasure_standdown;
DROP TRIGGER a_stand_down_is_never_undone ON programmes_programme;
DROP FUNCTION erasure_nothing_new();
DROP FUNCTION erasure_key_stays_destroyed();
DROP FUNCTION erasure_stand_down_kept();
DROP FUNCTION erasure_programme_kept();
DROP FUNCTION erasure_refuse(text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("erasure", "0001_initial"),
        ("privacy", "0001_initial"),
        ("intake", "0007_around_the_posts"),
        ("screening", "0001_initial"),
        ("cases", "0001_initial"),
        ("tasks", "0003_controlled_entries"),
        ("measures", "0001_initial"),
        ("people", "0002_initial"),
        ("assistance", "0001_initial"),
        ("followup", "0001_readings"),
        ("outgoing", "0001_initial"),
        ("files", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(IRREVERSIBLE, DROPPED),
        migrations.RunSQL(DROP_DAYS, "DROP FUNCTION fangxian_drop_empty_days(date)"),
        migrations.RunSQL(CLOSED, OPENED),
    ]
