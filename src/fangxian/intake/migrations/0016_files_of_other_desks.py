"""Requests that other desks hand over by file, since when their callers wait, and from whom a proposed answer is."""

import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models

OUTCOMES = ["accepted", "duplicate", "quarantined", "rejected"]


def a_post(**options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post", **options)


def own_id():
    return models.UUIDField(
        default=fangxian.core.programmes.models.new_id, editable=False, primary_key=True, serialize=False
    )


def its_programme():
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme")


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0015_place_photos"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.AddField("servicerequest", "proposed_at", models.DateTimeField(null=True)),
        migrations.AddField("servicerequest", "proposed_from", models.CharField(blank=True, max_length=10)),
        migrations.AddField("servicerequest", "taken_at", models.DateTimeField(null=True)),
        migrations.AlterField("otherdesk", "key_digest", models.BinaryField(max_length=32, null=True, unique=True)),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("answered_at", None), ("duplicate_of", None), ("proposed_at__isnull", False)),
                fields=["programme", "area_code", "proposed_at"],
                name="requests_to_answer",
                opclasses=["uuid_ops", "varchar_pattern_ops", "timestamptz_ops"],
            ),
        ),
        migrations.CreateModel(
            name="RequestFile",
            fields=[
                ("id", own_id()),
                ("area_code", models.CharField(blank=True, max_length=14)),
                ("told_count", models.PositiveIntegerField()),
                ("told_sha256", models.CharField(blank=True, max_length=64)),
                ("file_name", fangxian.core.privacy.fields.EncryptedTextField(editable=True)),
                ("file_sha256", models.CharField(max_length=64)),
                ("sheet", models.CharField(blank=True, max_length=100)),
                ("row_count", models.PositiveIntegerField()),
                ("notes", models.JSONField(default=list)),
                ("columns", models.JSONField(default=dict)),
                ("mapping", models.JSONField(default=dict)),
                ("sealed", fangxian.core.privacy.fields.EncryptedBytesField(null=True)),
                ("sends_out", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                ("commit_started_at", models.DateTimeField(null=True)),
                ("committed_at", models.DateTimeField(null=True)),
                ("discarded_at", models.DateTimeField(null=True)),
                ("discard_reason", models.CharField(blank=True, max_length=300)),
                ("commit_by", a_post(null=True)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="intake.otherdesk"
                    ),
                ),
                ("programme", its_programme()),
                ("received_by", a_post()),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "received_at"], name="request_files_by_time")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("discarded_at", None)),
                        fields=("programme", "file_sha256"),
                        name="the_same_file_of_requests_is_received_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("commit_started_at", None),
                            models.Q(("commit_by__isnull", False), ("read_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_file_of_requests_is_read_before_it_is_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestFileRow",
            fields=[
                ("id", own_id()),
                ("number", models.PositiveIntegerField()),
                ("outcome", models.CharField(max_length=12)),
                ("is_urgent", models.BooleanField(default=False)),
                ("findings", models.JSONField(default=list)),
                ("record", fangxian.core.privacy.fields.EncryptedTextField(editable=True, null=True)),
                ("desk_index", models.BinaryField(max_length=32, null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="intake.requestfile"
                    ),
                ),
                ("programme", its_programme()),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="intake.servicerequest",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["file", "outcome", "number"], name="request_rows_by_outcome")],
                "constraints": [
                    models.UniqueConstraint(fields=("file", "number"), name="a_row_of_a_file_of_requests_stands_once"),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", OUTCOMES)),
                        name="a_row_of_requests_comes_to_one_of_four_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("record", None), models.Q(("done_at", None), ("outcome", "accepted")), _connector="OR"
                        ),
                        name="only_a_waiting_row_of_requests_keeps_its_words",
                    ),
                ],
            },
        ),
    ]
