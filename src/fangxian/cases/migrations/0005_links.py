import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models

# A link is withdrawn, never rewritten; after the end its words may be sealed again under the key of a hold.
GUARD = """
CREATE FUNCTION cases_keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_be_set text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_reason'];
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb := to_jsonb(NEW);
BEGIN
    IF programmes_is_over(OLD.programme_id) THEN
        may_be_set := may_be_set || ARRAY['infector_named', 'infectee_named'];
    ELSIF OLD.withdrawn_at IS NOT NULL THEN
        may_be_set := ARRAY[]::text[];
    END IF;
    IF (new_row - may_be_set) IS DISTINCT FROM (old_row - may_be_set) THEN
        RAISE EXCEPTION 'a link between cases is never changed, only withdrawn' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER a_link_is_kept BEFORE UPDATE ON cases_caselink FOR EACH ROW EXECUTE FUNCTION cases_keep_link();
"""
UNDO = "DROP TRIGGER a_link_is_kept ON cases_caselink; DROP FUNCTION cases_keep_link();"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_interviews"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="origin",
            field=models.CharField(blank=True, default="", max_length=10),
        ),
        migrations.CreateModel(
            name="CaseLink",
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
                ("area_code", models.CharField(db_index=True, max_length=14)),
                (
                    "infector_named",
                    fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "infectee_named",
                    fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
                ),
                ("is_directed", models.BooleanField(default=True)),
                ("source", models.CharField(max_length=10)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("certainty", models.CharField(blank=True, max_length=10)),
                ("setting", models.CharField(blank=True, max_length=40)),
                ("met_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "withdrawn_reason",
                    fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "infectee",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="links_in", to="cases.case"
                    ),
                ),
                (
                    "infector",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links_out",
                        to="cases.case",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("infector__isnull", False), ("infectee__isnull", False), _connector="OR"),
                        name="a_link_joins_a_case_of_ours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("infector__isnull", False), ("infector_named__isnull", False), _connector="OR"),
                            models.Q(("infectee__isnull", False), ("infectee_named__isnull", False), _connector="OR"),
                        ),
                        name="a_link_has_two_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source__in", ["interview", "contacts", "imported"])),
                        name="a_link_has_a_known_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("certainty__in", ["", "high", "medium", "low"])),
                        name="a_link_is_as_sure_as_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                ("withdrawn_reason__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_link_is_withdrawn_by_somebody_with_a_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None), models.Q(("reference", ""), _negated=True)),
                        fields=("programme", "source", "reference"),
                        name="a_record_of_a_source_is_one_link",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), ("withdrawn_at", None)),
                        fields=("infector", "infectee", "source"),
                        name="a_source_says_a_link_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
