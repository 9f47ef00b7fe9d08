"""Lists of places that two people of two bodies agreed on, and the door through which they become public.

The schema `publication` had a table of visits that nobody wrote; each visit now belongs to one version of the list.
"""

import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.programmes.models

SCHEMA = """
CREATE TYPE publication.places_reason AS ENUM ('new_places', 'wrong_place', 'wrong_time', 'not_a_case', 'all_found');
CREATE TABLE publication.place_list (
    id uuid PRIMARY KEY,
    programme uuid NOT NULL,
    version smallint NOT NULL CONSTRAINT a_list_counts_from_one CHECK (version >= 1),
    as_of timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    reason publication.places_reason,
    CONSTRAINT a_version_of_the_places_is_public_once UNIQUE (programme, version),
    CONSTRAINT places_are_older_than_their_publication CHECK (published_at >= as_of),
    CONSTRAINT a_list_that_replaces_another_says_why CHECK ((version > 1) = (reason IS NOT NULL))
);
ALTER TABLE publication.place_and_time ADD COLUMN list uuid NOT NULL REFERENCES publication.place_list;
CREATE INDEX visits_of_a_list ON publication.place_and_time (list);
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON publication.place_list
    FOR EACH ROW EXECUTE FUNCTION publication.keep();
CREATE TRIGGER keep_all BEFORE TRUNCATE ON publication.place_list
    FOR EACH STATEMENT EXECUTE FUNCTION publication.keep();
"""
UNDO_SCHEMA = """
DROP INDEX publication.visits_of_a_list;
ALTER TABLE publication.place_and_time DROP COLUMN list;
DROP TABLE publication.place_list;
DROP TYPE publication.places_reason;
"""
# Runs as the owner. A cast refuses what is no town, known kind of place or moment; the constraints refuse the rest.
# Every visit gets a random id and they are written in random order: neither tells which belong together.
PUBLISH = """
CREATE FUNCTION fangxian_publish_places(wanted uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$
DECLARE
    agreed public.publication_placelist;
    bodies integer;
    people integer;
BEGIN
    SELECT * INTO STRICT agreed FROM public.publication_placelist WHERE id = wanted;
    SELECT count(DISTINCT unit.body_id), count(DISTINCT post.user_id) INTO bodies, people
      FROM public.staff_post post JOIN public.staff_unit unit ON unit.id = post.unit_id
     WHERE post.id IN (agreed.proposed_by_id, agreed.confirmed_by_id)
       AND post.programme_id = agreed.programme_id;
    IF agreed.confirmed_at IS NULL OR bodies < 2 OR people < 2 THEN
        RAISE EXCEPTION 'two people of two bodies agree on what is public' USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO publication.place_list (id, programme, version, as_of, published_at, reason)
    VALUES (agreed.id, agreed.programme_id, agreed.version, agreed.proposed_at, agreed.confirmed_at,
            nullif(agreed.reason, '')::publication.places_reason);
    INSERT INTO publication.place_and_time (list, programme, area, place, from_at, until_at, all_contacts_known)
    SELECT agreed.id, agreed.programme_id, visit ->> 'area', (visit ->> 'place')::publication.place,
           (visit ->> 'from_at')::timestamptz, (visit ->> 'until_at')::timestamptz,
           (visit ->> 'all_contacts_known')::boolean
      FROM jsonb_array_elements(agreed.visits) visit
     ORDER BY gen_random_uuid();
END $body$;
REVOKE EXECUTE ON FUNCTION fangxian_publish_places(uuid) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0001_initial"),
        ("publication", "0002_public_schema"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlaceList",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=fangxian.core.programmes.models.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveSmallIntegerField()),
                ("visits", models.JSONField(default=list)),
                ("is_of_one_case", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=20)),
                ("proposed_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
                ("decline_reason", models.CharField(blank=True, max_length=20)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
            ],
            options={
                "ordering": ["-version", "-proposed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("declined_at", None)),
                        fields=("programme", "version"),
                        name="a_version_of_the_places_is_published_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_at", None), ("declined_at", None), _connector="OR"),
                        name="a_list_of_places_is_published_or_declined",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("confirmed_by", None)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="who_publishes_places_is_recorded",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SCHEMA, UNDO_SCHEMA),
        migrations.RunSQL(PUBLISH, "DROP FUNCTION fangxian_publish_places(uuid)"),
    ]
