import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_links"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="LineList",
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
                ("sender", models.CharField(max_length=100)),
                ("purpose", models.CharField(max_length=200)),
                ("legal_basis", models.CharField(max_length=300)),
                ("told_count", models.PositiveIntegerField()),
                ("told_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", fangxian.core.privacy.fields.EncryptedTextField(editable=True)),
                ("file_sha256", models.CharField(max_length=64)),
                ("format_id", models.CharField(max_length=40)),
                ("format_edition", models.CharField(max_length=40)),
                ("row_count", models.PositiveIntegerField()),
                ("notes", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                ("received_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_count",
                    models.PositiveIntegerField(help_text="people whom the second unit confirmed", null=True),
                ),
                ("commit_started_at", models.DateTimeField(null=True)),
                ("committed_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("discard_reason", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="cases.case"
                    ),
                ),
                (
                    "commit_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "confirmed_by",
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
                    "received_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "received_at"], name="line_lists_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("discarded_at", None)),
                        fields=("programme", "file_sha256", "area_code"),
                        name="the_same_line_list_is_received_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by", None),
                            models.Q(("confirmed_by", models.F("received_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="a_line_list_is_confirmed_by_a_second_post",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sender", ""), _negated=True),
                            models.Q(("purpose", ""), _negated=True),
                            models.Q(("legal_basis", ""), _negated=True),
                        ),
                        name="a_line_list_has_sender_purpose_and_basis",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineListRow",
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
                ("number", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=12)),
                ("outcome", models.CharField(max_length=12)),
                ("missing", models.JSONField(default=list)),
                ("findings", models.JSONField(default=list)),
                ("record", fangxian.core.privacy.fields.EncryptedTextField(editable=True, null=True)),
                ("key_index", models.BinaryField(max_length=32)),
                ("other_index", models.BinaryField(max_length=32, null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("person_id", models.UUIDField(null=True)),
                ("case_id", models.UUIDField(null=True)),
                (
                    "made_id",
                    models.UUIDField(help_text="the case, exposure, link or reading that it became", null=True),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "line_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="cases.linelist"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "key_index"], name="line_rows_by_key"),
                    models.Index(fields=["programme", "other_index"], name="line_rows_by_other_key"),
                    models.Index(fields=["line_list", "outcome", "number"], name="line_rows_by_outcome"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("line_list", "number"), name="a_row_of_a_line_list_stands_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["accepted", "duplicate", "quarantined", "rejected"])),
                        name="a_line_comes_to_one_of_four_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at", None), models.Q(("outcome", "accepted"), ("record", None)), _connector="OR"
                        ),
                        name="a_recorded_line_keeps_nothing_of_its_own",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="exposure", name="protection_of_an_exposure_is_known"),
        migrations.AddConstraint(
            model_name="exposure",
            constraint=models.CheckConstraint(
                condition=models.Q(("protection__in", ("none", "one_side", "both", "unknown"))),
                name="protection_of_an_exposure_is_known",
            ),
        ),
    ]
