"""What no statement may do to a measure, whoever runs it (INV-01 to INV-06).

The services refuse the same with words; this is for everything that does not go through them.
"""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

KEPT = """
CREATE FUNCTION measures_harshness(type text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT array_position(ARRAY['INFORM', 'SELF_MONITOR', 'HOME_MONITOR', 'HOME_OBS', 'FACILITY_OBS'], type)
$$;

CREATE FUNCTION measures_refuse(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', why USING ERRCODE = 'check_violation';
END $$;

-- An encrypted empty text is 45 bytes long: format, key id, nonce and tag.
ALTER TABLE measures_measure ADD CONSTRAINT a_measure_has_a_support_plan CHECK (octet_length(support_plan) > 45);
ALTER TABLE measures_measure ADD CONSTRAINT no_person_is_under_two_measures_at_once EXCLUDE USING gist (
    person_id WITH =, tstzrange(served_at, GREATEST(served_at, effective_end_at)) WITH &&
) WHERE (served_at IS NOT NULL);

-- Midnights of a city lie within a day of UTC's, and counting may begin on the day after the last contact.
ALTER TABLE measures_measure ADD CONSTRAINT a_ceiling_is_counted_from_the_last_contact
    CHECK (ceiling_at <= (anchor_on + ceiling_days + 2)::timestamp AT TIME ZONE 'UTC');

-- Twenty people at most in one statement; the services say the same of one operation (INV-03, O6).
CREATE FUNCTION measures_not_so_many() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    decided bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT count(*) INTO decided FROM after_rows;
    ELSE
        SELECT count(*) INTO decided FROM after_rows a JOIN before_rows b USING (id)
         WHERE (a.approved_at IS NOT NULL AND b.approved_at IS NULL) OR (a.served_at IS NOT NULL AND b.served_at IS NULL);
    END IF;
    IF decided > 20 THEN
        PERFORM measures_refuse('more than twenty people are not put under measures in one operation');
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER few_are_proposed_at_once AFTER INSERT ON measures_measure
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION measures_not_so_many();
CREATE TRIGGER few_are_decided_at_once AFTER UPDATE ON measures_measure
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION measures_not_so_many();

CREATE FUNCTION measures_keep_course(type text, ends_at timestamptz, phases jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    phase jsonb;
BEGIN
    IF jsonb_typeof(phases) <> 'array' OR jsonb_array_length(phases) = 0 THEN
        PERFORM measures_refuse('a measure has a course');
    END IF;
    FOR phase IN SELECT * FROM jsonb_array_elements(phases) LOOP
        IF COALESCE(measures_harshness(phase ->> 'type'), 99) > measures_harshness(type) THEN
            PERFORM measures_refuse('no phase is harsher than its measure');
        END IF;
        IF (phase ->> 'ends_at')::timestamptz > ends_at THEN
            PERFORM measures_refuse('no phase outlasts its measure');
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION measures_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.approved_at IS NOT NULL OR NEW.served_at IS NOT NULL OR NEW.end_seen_at IS NOT NULL THEN
        PERFORM measures_refuse('a measure begins as a proposal');
    END IF;
    IF measures_harshness(NEW.type) > measures_harshness(NEW.ceiling_type) THEN
        PERFORM measures_refuse('a measure is never harsher than its rule allows');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM staff_post p JOIN staff_unit u ON u.id = p.unit_id
                    WHERE p.id = NEW.proposer_id AND p.role IN ('epidemiologist', 'health_approver')
                      AND p.user_id = NEW.proposer_user_id AND u.body_id = NEW.proposer_body_id) THEN
        PERFORM measures_refuse('only health roles propose a measure');
    END IF;
    PERFORM measures_keep_course(NEW.type, NEW.ends_at, NEW.phases);
    RETURN NEW;
END $$;
CREATE TRIGGER a_measure_begins_as_a_proposal BEFORE INSERT ON measures_measure
    FOR EACH ROW EXECUTE FUNCTION measures_begin();

CREATE FUNCTION measures_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once text[] := ARRAY['withdrawn_at', 'declined_at', 'declined_reason', 'approved_at', 'approved_sha256',
        'approver_id', 'approver_user_id', 'deciding_body_id', 'served_at', 'served_by_id', 'served_how',
        'received_by', 'witness', 'service_note', 'revoked_at', 'released_at', 'ended_by_id', 'end_reason',
        'end_note', 'end_seen_at', 'release_issued_at', 'unnamed_at'];
    free text[] := ARRAY['area_code', 'ends_at', 'grounds_end_at', 'effective_end_at', 'phases', 'shortened_at', 'shortened_by_pack'];
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
    one text;
    sealed text[] := ARRAY['support_plan', 'companion', 'received_by', 'witness', 'service_note', 'end_note',
        'declined_reason'];
BEGIN
    -- Sealed again for a hold: the words stay, the key is another. Or erased, once, after the time for a review by
    -- the authority above (60 days) and for a suit (6 months) is over.
    IF programmes_is_over(OLD.programme_id) OR (OLD.unnamed_at IS NULL AND NEW.unnamed_at IS NOT NULL
                                                AND OLD.effective_end_at < now() - interval '183 days') THEN
        old_row := old_row - sealed;
        new_row := new_row - sealed;
    END IF;
    IF NEW.unnamed_at IS DISTINCT FROM OLD.unnamed_at AND OLD.effective_end_at >= now() - interval '183 days' THEN
        PERFORM measures_refuse('a decision keeps its texts until the remedies against it are over');
    END IF;
    IF (new_row - once - free) IS DISTINCT FROM (old_row - once - free) THEN
        PERFORM measures_refuse('what was proposed is never changed: a change is a new decision');
    END IF;
    FOREACH one IN ARRAY once LOOP
        IF COALESCE(old_row ->> one, '') <> '' AND new_row ->> one IS DISTINCT FROM old_row ->> one THEN
            PERFORM measures_refuse('what was decided stays as it was: ' || one);
        END IF;
    END LOOP;
    IF NEW.ends_at > OLD.ends_at THEN
        PERFORM measures_refuse('a measure is never lengthened: a longer one is a new decision');
    END IF;
    IF OLD.approved_at IS NOT NULL AND NEW.grounds_end_at > OLD.grounds_end_at THEN
        PERFORM measures_refuse('a ground that fell away does not come back');
    END IF;
    IF NEW.phases IS DISTINCT FROM OLD.phases THEN
        IF NEW.shortened_at IS NOT DISTINCT FROM OLD.shortened_at THEN
            PERFORM measures_refuse('the course of a measure changes only with a new edition');
        END IF;
        PERFORM measures_keep_course(NEW.type, NEW.ends_at, NEW.phases);
    END IF;
    IF OLD.approved_at IS NULL AND NEW.approved_at IS NOT NULL THEN
        PERFORM measures_may_be_approved(NEW);
    END IF;
    IF OLD.served_at IS NULL AND NEW.served_at IS NOT NULL AND NEW.served_at >= NEW.ends_at THEN
        PERFORM measures_refuse('a measure that has ended binds nobody');
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION measures_may_be_approved(decided measures_measure) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM measures_ground WHERE measure_id = decided.id) THEN
        PERFORM measures_refuse('a measure rests on an evaluation');
    END IF;
    IF NOT EXISTS (SELECT 1 FROM staff_post p JOIN staff_unit u ON u.id = p.unit_id JOIN staff_body b ON b.id = u.body_id
                    WHERE p.id = decided.approver_id AND p.role = 'health_approver' AND b.sector = 'health'
                      AND p.user_id = decided.approver_user_id AND b.id = decided.deciding_body_id) THEN
        PERFORM measures_refuse('only a health approver of a health body decides on a measure');
    END IF;
END $$;
CREATE TRIGGER a_measure_is_kept BEFORE UPDATE ON measures_measure FOR EACH ROW EXECUTE FUNCTION measures_keep();

CREATE FUNCTION measures_ground_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whose measures_measure;
BEGIN
    SELECT * INTO whose FROM measures_measure WHERE id = NEW.measure_id;
    IF whose.approved_at IS NOT NULL THEN
        PERFORM measures_refuse('the grounds of a measure are what its approver saw');
    END IF;
    IF NEW.ends_at > whose.ceiling_at THEN
        PERFORM measures_refuse('no ground outlasts the ceiling of its measure');
    END IF;
    IF NEW.classification_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM cases_classification c JOIN cases_exposure e ON e.id = c.exposure_id
                 JOIN cases_case k ON k.id = e.case_id
         WHERE c.id = NEW.classification_id AND e.person_id = whose.person_id AND k.id = NEW.case_id
           AND c.outcome IN ('close', 'contact', 'secondary') AND c.replaced_at IS NULL AND k.ruled_out_at IS NULL
           AND (c.method = 'rule' OR c.reviewed_at IS NOT NULL)) THEN
        PERFORM measures_refuse('a ground is a classification of this person that holds');
    END IF;
    IF NEW.classification_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM screening_verdict v
         WHERE v.id = NEW.verdict_id AND v.person_id = whose.person_id AND v.result = 'follow_up'
           AND v.superseded_by IS NULL AND (v.source = 'declaration' OR v.field_outcome = 'confirmed')) THEN
        PERFORM measures_refuse('a ground is a confirmed verdict on this person that counts');
    END IF;
    IF NEW.classification_id IS NULL AND NEW.rule_id NOT LIKE '%/measure/traveller' AND NOT EXISTS (
        SELECT 1 FROM orders_order o
         WHERE o.id = NEW.order_id AND o.enables ? 'arrivals_home_observation' AND o.revoked_at IS NULL
           AND whose.proposed_at >= o.effective_from AND whose.proposed_at < o.expires_at) THEN
        PERFORM measures_refuse('an arrival is put under a measure only by a rule or a live order');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_ground_stands BEFORE INSERT ON measures_ground
    FOR EACH ROW EXECUTE FUNCTION measures_ground_stands();

CREATE FUNCTION measures_ground_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(NEW) - ARRAY['ends_at', 'phases']) IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['ends_at', 'phases'])
       OR NEW.ends_at > OLD.ends_at THEN
        PERFORM measures_refuse('a ground is never changed, only shortened');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_ground_is_kept BEFORE UPDATE ON measures_ground
    FOR EACH ROW EXECUTE FUNCTION measures_ground_kept();

-- When a verdict stopped asking for anything: the moment its first successor that follows nobody up replaced it.
CREATE FUNCTION measures_verdict_fell_at(verdict uuid) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    this screening_verdict;
    since timestamptz;
BEGIN
    WHILE verdict IS NOT NULL LOOP
        SELECT * INTO this FROM screening_verdict WHERE id = verdict;
        IF this.result IS DISTINCT FROM 'follow_up' THEN
            RETURN since;
        END IF;
        since := this.superseded_at;
        verdict := this.superseded_by;
    END LOOP;
    RETURN NULL;
END $$;

-- The end of the grounds is kept in the same transaction as what ends them: no worker has to be alive.
CREATE FUNCTION measures_follow_grounds(whose uuid[]) RETURNS void LANGUAGE sql AS $$
    UPDATE measures_measure m SET grounds_end_at = g.latest
      FROM (SELECT g.measure_id, max(LEAST(g.ends_at, p.stood_down_at, k.ruled_out_at, c.annulled_at, o.revoked_at, measures_verdict_fell_at(g.verdict_id)))
                   AS latest
              FROM measures_ground g
              JOIN programmes_programme p ON p.id = g.programme_id
              LEFT JOIN cases_case k ON k.id = g.case_id
              LEFT JOIN cases_classification c ON c.id = g.classification_id
              LEFT JOIN orders_order o ON o.id = g.order_id
             WHERE g.measure_id = ANY (whose) GROUP BY g.measure_id) g
     WHERE m.id = g.measure_id AND m.grounds_end_at IS DISTINCT FROM g.latest
$$;

CREATE FUNCTION measures_ground_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM measures_follow_grounds(ARRAY[NEW.measure_id]);
    RETURN NULL;
END $$;
CREATE TRIGGER a_measure_follows_its_grounds AFTER INSERT OR UPDATE OF ends_at ON measures_ground
    FOR EACH ROW EXECUTE FUNCTION measures_ground_followed();

CREATE FUNCTION measures_case_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM measures_follow_grounds(ARRAY(SELECT measure_id FROM measures_ground WHERE case_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER a_measure_follows_its_case AFTER UPDATE OF ruled_out_at ON cases_case
    FOR EACH ROW EXECUTE FUNCTION measures_case_followed();

CREATE FUNCTION measures_classification_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM measures_follow_grounds(ARRAY(SELECT measure_id FROM measures_ground WHERE classification_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER a_measure_follows_its_classification AFTER UPDATE OF annulled_at ON cases_classification
    FOR EACH ROW EXECUTE FUNCTION measures_classification_followed();

CREATE FUNCTION measures_order_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM measures_follow_grounds(ARRAY(SELECT measure_id FROM measures_ground WHERE order_id = NEW.id));
    RETURN NULL;
END $$;
CREATE TRIGGER a_measure_follows_its_order AFTER UPDATE OF revoked_at ON orders_order
    FOR EACH ROW EXECUTE FUNCTION measures_order_followed();

CREATE FUNCTION measures_programme_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM measures_follow_grounds(ARRAY(
        SELECT id FROM measures_measure WHERE programme_id = NEW.id AND effective_end_at > NEW.stood_down_at));
    RETURN NULL;
END $$;
CREATE TRIGGER a_measure_follows_its_programme AFTER UPDATE OF stood_down_at ON programmes_programme
    FOR EACH ROW WHEN (NEW.stood_down_at IS NOT NULL) EXECUTE FUNCTION measures_programme_followed();

CREATE FUNCTION measures_verdict_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM measures_follow_grounds(ARRAY(
        SELECT g.measure_id FROM measures_ground g JOIN measures_measure m ON m.id = g.measure_id
         WHERE m.person_id = NEW.person_id AND g.verdict_id IS NOT NULL));
    RETURN NULL;
END $$;
CREATE TRIGGER a_measure_follows_its_verdict AFTER UPDATE OF superseded_by ON screening_verdict
    FOR EACH ROW WHEN (NEW.superseded_by IS NOT NULL AND NEW.person_id IS NOT NULL)
    EXECUTE FUNCTION measures_verdict_followed();

CREATE FUNCTION measures_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM programmes_programme WHERE id = OLD.programme_id AND stood_down_at IS NULL) THEN
        PERFORM measures_refuse('a decision is kept until its programme has stood down');
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER a_measure_is_not_deleted BEFORE DELETE ON measures_measure
    FOR EACH ROW EXECUTE FUNCTION measures_not_deleted();
CREATE TRIGGER a_ground_is_not_deleted BEFORE DELETE ON measures_ground
    FOR EACH ROW EXECUTE FUNCTION measures_not_deleted();

CREATE FUNCTION measures_appeal_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decided_at IS NOT NULL OR NEW.acknowledged_at IS NOT NULL THEN
        PERFORM measures_refuse('an appeal begins unanswered');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER an_appeal_begins_unanswered BEFORE INSERT ON measures_appeal
    FOR EACH ROW EXECUTE FUNCTION measures_appeal_begins();

CREATE FUNCTION measures_appeal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    once text[] := ARRAY['acknowledged_at', 'acknowledged_by_id', 'decided_at', 'decided_by_id', 'decision',
        'decision_reason'];
    free text[] := ARRAY['area_code', 'alarmed_for'];
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
    one text;
BEGIN
    -- Sealed again for a hold, or erased with the texts of its measure.
    IF programmes_is_over(OLD.programme_id)
       OR EXISTS (SELECT 1 FROM measures_measure WHERE id = OLD.measure_id AND unnamed_at IS NOT NULL) THEN
        old_row := old_row - ARRAY['text', 'decision_reason'];
        new_row := new_row - ARRAY['text', 'decision_reason'];
    END IF;
    IF (new_row - once - free) IS DISTINCT FROM (old_row - once - free) THEN
        PERFORM measures_refuse('what was appealed against, and until when it is answered, is never changed');
    END IF;
    FOREACH one IN ARRAY once LOOP
        IF COALESCE(old_row ->> one, '') <> '' AND new_row ->> one IS DISTINCT FROM old_row ->> one THEN
            PERFORM measures_refuse('what was answered stays as it was: ' || one);
        END IF;
    END LOOP;
    IF OLD.decided_at IS NULL AND NEW.decided_at IS NOT NULL THEN
        PERFORM measures_may_be_answered(NEW);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION measures_may_be_answered(answered measures_appeal) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    whose measures_measure;
BEGIN
    SELECT * INTO whose FROM measures_measure WHERE id = answered.measure_id;
    IF NOT EXISTS (SELECT 1 FROM staff_post p JOIN staff_unit u ON u.id = p.unit_id
                    WHERE p.id = answered.decided_by_id AND p.role IN ('auditor', 'health_approver')
                      AND u.body_id <> whose.proposer_body_id
                      AND p.user_id NOT IN (whose.proposer_user_id, COALESCE(whose.approver_user_id, 0))
                      AND p.user_id NOT IN (SELECT s.user_id FROM staff_post s WHERE s.id = whose.served_by_id)) THEN
        PERFORM measures_refuse('an appeal is answered by somebody who had no part in the measure');
    END IF;
    IF octet_length(answered.decision_reason) <= 45 THEN
        PERFORM measures_refuse('an appeal is answered with a reason');
    END IF;
    IF answered.decision <> 'upheld' AND whose.effective_end_at > answered.decided_at THEN
        PERFORM measures_refuse('a measure that was found wrong has ended');
    END IF;
END $$;
CREATE TRIGGER an_appeal_is_kept BEFORE UPDATE ON measures_appeal
    FOR EACH ROW EXECUTE FUNCTION measures_appeal_kept();
CREATE TRIGGER an_appeal_is_not_deleted BEFORE DELETE ON measures_appeal
    FOR EACH ROW EXECUTE FUNCTION measures_not_deleted();
"""

DROPPED = """
DROP TRIGGER an_appeal_is_not_deleted ON measures_appeal;
DROP TRIGGER an_appeal_is_kept ON measures_appeal;
DROP TRIGGER an_appeal_begins_unanswered ON measures_appeal;
DROP FUNCTION measures_appeal_kept();
DROP FUNCTION measures_may_be_answered(measures_appeal);
DROP FUNCTION measures_appeal_begins();
DROP TRIGGER a_ground_is_not_deleted ON measures_ground;
DROP TRIGGER a_measure_is_not_deleted ON measures_measure;
DROP TRIGGER a_measure_follows_its_verdict ON screening_verdict;
DROP FUNCTION measures_verdict_followed();
DROP TRIGGER a_measure_follows_its_programme ON programmes_programme;
DROP FUNCTION measures_programme_followed();
DROP TRIGGER a_measure_follows_its_order ON orders_order;
DROP TRIGGER a_measure_follows_its_classification ON cases_classification;
DROP TRIGGER a_measure_follows_its_case ON cases_case;
DROP TRIGGER a_measure_follows_its_grounds ON measures_ground;
DROP FUNCTION measures_order_followed();
DROP FUNCTION measures_classification_followed();
DROP FUNCTION measures_case_followed();
DROP FUNCTION measures_ground_followed();
DROP FUNCTION measures_follow_grounds(uuid[]);
DROP FUNCTION measures_verdict_fell_at(uuid);
DROP TRIGGER a_ground_is_kept ON measures_ground;
DROP TRIGGER a_ground_stands ON measures_ground;
DROP TRIGGER a_measure_is_kept ON measures_measure;
DROP TRIGGER a_measure_begins_as_a_proposal ON measures_measure;
DROP FUNCTION measures_not_deleted();
DROP FUNCTION measures_ground_kept();
DROP FUNCTION measures_ground_stands();
DROP FUNCTION measures_keep();
DROP FUNCTION measures_may_be_approved(measures_measure);
DROP FUNCTION measures_begin();
DROP FUNCTION measures_keep_course(text, timestamptz, jsonb);
DROP TRIGGER few_are_decided_at_once ON measures_measure;
DROP TRIGGER few_are_proposed_at_once ON measures_measure;
DROP FUNCTION measures_not_so_many();
ALTER TABLE measures_measure DROP CONSTRAINT a_ceiling_is_counted_from_the_last_contact;
ALTER TABLE measures_measure DROP CONSTRAINT no_person_is_under_two_measures_at_once;
ALTER TABLE measures_measure DROP CONSTRAINT a_measure_has_a_support_plan;
DROP FUNCTION measures_refuse(text);
DROP FUNCTION measures_harshness(text);
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("cases", "0002_guards"), ("screening", "0001_initial")]
    operations = [BtreeGistExtension(), migrations.RunSQL(KEPT, DROPPED)]
