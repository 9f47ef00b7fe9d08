"""What no statement may do to a case or a classification, whoever runs it."""

from django.db import migrations

# An encrypted empty text is 45 bytes long: format, key id, nonce and tag.
GUARDS = """
ALTER TABLE cases_case ADD CONSTRAINT a_case_names_its_sample CHECK (octet_length(sample_number) > 45);

CREATE FUNCTION cases_keep_laboratory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.person_id, NEW.lab_name, NEW.sample_index, NEW.result_on, NEW.serial)
       IS DISTINCT FROM (OLD.person_id, OLD.lab_name, OLD.sample_index, OLD.result_on, OLD.serial) THEN
        RAISE EXCEPTION 'the laboratory reference of a case is never changed' USING ERRCODE = 'check_violation';
    END IF;
    IF OLD.ruled_out_at IS NOT NULL AND NEW.ruled_out_at IS DISTINCT FROM OLD.ruled_out_at THEN
        RAISE EXCEPTION 'a case that was ruled out stays ruled out' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_case_keeps_its_laboratory BEFORE UPDATE ON cases_case
    FOR EACH ROW EXECUTE FUNCTION cases_keep_laboratory();

CREATE FUNCTION cases_keep_classification() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_be_set text[] := ARRAY['reviewed_at', 'reviewed_by_id', 'second_user_id', 'second_body_id', 'replaced_at',
                               'annulled_at'];
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
    one text;
BEGIN
    IF programmes_is_over(OLD.programme_id) THEN  -- sealed again for a hold: the words stay, the key is another
        old_row := old_row - 'reason_in_words';
        new_row := new_row - 'reason_in_words';
    END IF;
    IF (new_row - may_be_set) IS DISTINCT FROM (old_row - may_be_set) THEN
        RAISE EXCEPTION 'a classification is never changed, only replaced' USING ERRCODE = 'check_violation';
    END IF;
    FOREACH one IN ARRAY may_be_set LOOP
        IF old_row ->> one IS NOT NULL AND new_row ->> one IS DISTINCT FROM old_row ->> one THEN
            RAISE EXCEPTION 'what was signed or replaced stays so: %', one USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER a_classification_is_kept BEFORE UPDATE ON cases_classification
    FOR EACH ROW EXECUTE FUNCTION cases_keep_classification();
"""

UNDO = """
DROP TRIGGER a_classification_is_kept ON cases_classification;
DROP FUNCTION cases_keep_classification();
DROP TRIGGER a_case_keeps_its_laboratory ON cases_case;
DROP FUNCTION cases_keep_laboratory();
ALTER TABLE cases_case DROP CONSTRAINT a_case_names_its_sample;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunSQL(GUARDS, UNDO)]
