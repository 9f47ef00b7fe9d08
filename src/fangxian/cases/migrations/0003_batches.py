import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import fangxian.core.programmes.models

PROTECT = django.db.models.deletion.PROTECT

GUARDS = """
CREATE FUNCTION cases_keep_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_be_set text[] := ARRAY['decision', 'return_reason', 'decided_at', 'decided_by_id', 'second_user_id',
                               'second_body_id', 'told_at', 'told_by_id'];
    one text;
BEGIN
    IF (to_jsonb(NEW) - may_be_set) IS DISTINCT FROM (to_jsonb(OLD) - may_be_set) THEN
        RAISE EXCEPTION 'an entry of a batch is never changed, only decided' USING ERRCODE = 'check_violation';
    END IF;
    FOREACH one IN ARRAY may_be_set LOOP
        IF coalesce(to_jsonb(OLD) ->> one, '') <> '' AND to_jsonb(NEW) ->> one IS DISTINCT FROM to_jsonb(OLD) ->> one
        THEN
            RAISE EXCEPTION 'what was decided or told stays so: %', one USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER an_entry_is_kept BEFORE UPDATE ON cases_batchentry
    FOR EACH ROW EXECUTE FUNCTION cases_keep_entry();
"""
UNDO = """
DROP TRIGGER an_entry_is_kept ON cases_batchentry;
DROP FUNCTION cases_keep_entry();
"""


def points_to(model, **options):
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to=model, **options)


def key():
    return models.UUIDField(
        default=fangxian.core.programmes.models.new_id, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_guards"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactBatch",
            fields=[
                ("id", key()),
                ("area_code", models.CharField(db_index=True, max_length=14)),
                ("put_at", models.DateTimeField()),
                ("entry_count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("case", models.ForeignKey(on_delete=PROTECT, related_name="batches", to="cases.case")),
                ("programme", points_to("programmes.programme")),
                ("put_by", points_to("staff.post")),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "put_at"], name="batches_by_time")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("entry_count__gte", 1)), name="a_batch_holds_somebody")
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchEntry",
            fields=[
                ("id", key()),
                ("area_code", models.CharField(max_length=14)),
                ("decision", models.CharField(blank=True, max_length=10)),
                ("return_reason", models.CharField(blank=True, max_length=20)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                (
                    "classification",
                    models.OneToOneField(on_delete=PROTECT, related_name="entry", to="cases.classification"),
                ),
                ("decided_by", points_to("staff.post", null=True)),
                ("first_body", points_to("staff.body")),
                ("first_user", points_to(settings.AUTH_USER_MODEL)),
                ("programme", points_to("programmes.programme")),
                ("second_body", points_to("staff.body", null=True)),
                ("second_user", points_to(settings.AUTH_USER_MODEL, null=True)),
                ("told_by", points_to("staff.post", null=True)),
                ("batch", models.ForeignKey(on_delete=PROTECT, related_name="entries", to="cases.contactbatch")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["batch", "decision"], name="entries_by_batch"),
                    models.Index(fields=["programme", "told_at"], name="entries_by_telling"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by", None),
                                ("decision", ""),
                                ("second_body", None),
                                ("second_user", None),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decision__in", ("agreed", "returned")),
                                ("second_body__isnull", False),
                                ("second_user__isnull", False),
                                models.Q(("second_user", models.F("first_user")), _negated=True),
                                models.Q(("second_body", models.F("first_body")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="an_entry_is_decided_by_somebody_else_of_another_body",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "returned"), _negated=True),
                            models.Q(("return_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="an_entry_goes_back_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("told_at", None), ("told_by", None)),
                            models.Q(("decision", "agreed"), ("told_at__isnull", False), ("told_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_contact_is_told_what_two_bodies_agreed_on",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARDS, UNDO),
    ]
