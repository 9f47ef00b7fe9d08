"""What is public: a schema of its own whose columns have no room for a person, and the one door into it.

Counts are whole numbers of at most seven digits, never 1 to 4; areas are no finer than a county; everything
else is a day, a moment, an id or one of a few fixed words. Rows are added and never changed. The application
may call `fangxian_publish` and write nothing itself: the function copies a table that two people of two bodies
agreed on.
"""

from django.db import migrations

SCHEMA = """
CREATE SCHEMA IF NOT EXISTS publication;
CREATE TYPE publication.figure AS ENUM ('cases_learned', 'contacts_found', 'files_open', 'measures_in_force');
CREATE TYPE publication.why AS ENUM ('shown', 'small', 'cover', 'difference');
CREATE TYPE publication.reason AS ENUM ('late_reports', 'wrong_area', 'counted_twice', 'miscounted', 'ruled_out');
CREATE TYPE publication.place AS ENUM (
    'shop', 'market', 'restaurant', 'hotel', 'workplace', 'school', 'hospital', 'worship', 'leisure',
    'bus', 'train', 'aircraft', 'ship', 'other'
);

CREATE TABLE publication.release (
    id uuid PRIMARY KEY,
    programme uuid NOT NULL,
    day date NOT NULL,
    version smallint NOT NULL CONSTRAINT a_version_counts_from_one CHECK (version >= 1),
    as_of timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    reason publication.reason,
    CONSTRAINT a_version_of_a_day_is_public_once UNIQUE (programme, day, version),
    CONSTRAINT figures_are_older_than_their_publication CHECK (published_at >= as_of),
    CONSTRAINT a_correction_says_why CHECK ((version > 1) = (reason IS NOT NULL))
);
CREATE TABLE publication.cell (
    release uuid NOT NULL REFERENCES publication.release,
    figure publication.figure NOT NULL,
    area varchar(6) NOT NULL CONSTRAINT an_area_is_a_county_all_or_other CHECK (area ~ '^([0-9]{6}|all|other)$'),
    shown integer CONSTRAINT a_public_count_is_zero_or_at_least_five
        CHECK (shown = 0 OR shown BETWEEN 5 AND 9999999),
    why publication.why NOT NULL,
    PRIMARY KEY (release, figure, area),
    CONSTRAINT a_count_is_shown_or_withheld_for_a_reason CHECK ((shown IS NOT NULL) = (why = 'shown'))
);
CREATE TABLE publication.month (
    release uuid NOT NULL REFERENCES publication.release,
    month date NOT NULL CONSTRAINT a_month_is_its_first_day CHECK (extract(day FROM month) = 1),
    requests_received integer NOT NULL CONSTRAINT requests_are_counted CHECK (requests_received BETWEEN 0 AND 9999999),
    requests_refused integer NOT NULL CONSTRAINT refusals_are_counted CHECK (requests_refused BETWEEN 0 AND 9999999),
    packages integer NOT NULL CONSTRAINT packages_are_counted CHECK (packages BETWEEN 0 AND 9999999),
    appeals_answered integer NOT NULL CONSTRAINT appeals_are_counted CHECK (appeals_answered BETWEEN 0 AND 9999999),
    appeals_found_wrong integer NOT NULL CONSTRAINT wrong_decisions_are_some_of_those_appealed
        CHECK (appeals_found_wrong BETWEEN 0 AND appeals_answered),
    PRIMARY KEY (release, month)
);
-- Where and when an infected person was, one line each and in no order: not of whom, not of how many, and no line
-- of a place whose visitors are all known. Nothing writes it yet.
CREATE TABLE publication.place_and_time (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    programme uuid NOT NULL,
    area varchar(9) NOT NULL CONSTRAINT a_place_lies_in_a_town CHECK (area ~ '^[0-9]{9}$'),
    place publication.place NOT NULL,
    from_at timestamptz NOT NULL CONSTRAINT a_visit_begins_on_a_quarter_hour
        CHECK (extract(epoch FROM from_at)::bigint % 900 = 0),
    until_at timestamptz NOT NULL CONSTRAINT a_visit_ends_on_a_quarter_hour
        CHECK (extract(epoch FROM until_at)::bigint % 900 = 0),
    all_contacts_known boolean NOT NULL CONSTRAINT no_place_whose_visitors_are_all_known CHECK (NOT all_contacts_known),
    CONSTRAINT a_visit_lasts_a_day_at_most
        CHECK (until_at > from_at AND until_at <= from_at + interval '24 hours')
);

CREATE FUNCTION publication.keep() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body$
BEGIN
    RAISE EXCEPTION 'what is public is corrected by a new release, not changed'
        USING ERRCODE = 'insufficient_privilege';
END $body$;
"""
KEEP = """
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON publication.{0}
    FOR EACH ROW EXECUTE FUNCTION publication.keep();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON publication.{0}
    FOR EACH STATEMENT EXECUTE FUNCTION publication.keep();
"""
TABLES = ("release", "cell", "month", "place_and_time")

# Runs as the owner. A cast refuses what is no number, day or known word; the constraints above refuse the rest.
PUBLISH = """
CREATE FUNCTION fangxian_publish(wanted uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    agreed public.publication_release;
    bodies integer;
    people integer;
BEGIN
    SELECT * INTO STRICT agreed FROM public.publication_release WHERE id = wanted;
    SELECT count(DISTINCT unit.body_id), count(DISTINCT post.user_id) INTO bodies, people
      FROM public.staff_post post JOIN public.staff_unit unit ON unit.id = post.unit_id
     WHERE post.id IN (agreed.proposed_by_id, agreed.confirmed_by_id)
       AND post.programme_id = agreed.programme_id;
    IF agreed.confirmed_at IS NULL OR bodies < 2 OR people < 2 THEN
        RAISE EXCEPTION 'two people of two bodies agree on what is public' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO publication.release (id, programme, day, version, as_of, published_at, reason)
    VALUES (agreed.id, agreed.programme_id, agreed.day, agreed.version, agreed.proposed_at, agreed.confirmed_at,
            nullif(agreed.reason, '')::publication.reason);
    INSERT INTO publication.cell (release, figure, area, shown, why)
    SELECT agreed.id, figure.key::publication.figure, area.key,
           (area.value ->> 'shown')::integer, (area.value ->> 'why')::publication.why
      FROM jsonb_each(agreed.figures) figure, jsonb_each(figure.value) area;
    INSERT INTO publication.month (release, month, requests_received, requests_refused, packages, appeals_answered,
                                   appeals_found_wrong)
    SELECT agreed.id, (line ->> 'month')::date, (line ->> 'requests_received')::integer,
           (line ->> 'requests_refused')::integer, (line ->> 'packages')::integer,
           (line ->> 'appeals_answered')::integer, (line ->> 'appeals_found_wrong')::integer
      FROM jsonb_array_elements(agreed.months) line;
END $body$;
REVOKE EXECUTE ON FUNCTION fangxian_publish(uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("publication", "0001_initial"), ("staff", "0001_initial")]

    operations = [
        migrations.RunSQL(SCHEMA + "".join(KEEP.format(table) for table in TABLES), "DROP SCHEMA publication CASCADE"),
        migrations.RunSQL(PUBLISH, "DROP FUNCTION fangxian_publish(uuid)"),
    ]
