import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.programmes.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0002_initial"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonNumber",
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
                ("subject_index", models.BinaryField(max_length=32, null=True)),
                ("last_on", models.DateField()),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="people.person",
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
                "indexes": [models.Index(fields=["last_on"], name="person_numbers_by_last_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="a_number_is_one_person"),
                    models.UniqueConstraint(fields=("programme", "person"), name="a_person_has_one_number"),
                    models.UniqueConstraint(
                        fields=("programme", "subject_index"), name="what_was_shown_has_one_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person", None), ("subject_index__isnull", False)),
                            models.Q(("person__isnull", False), ("subject_index", None)),
                            _connector="OR",
                        ),
                        name="a_number_is_a_person_or_what_was_shown",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceNumber",
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
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=80)),
                ("record_id", models.UUIDField(null=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("detail", models.CharField(blank=True, max_length=20)),
                ("area_code", models.CharField(blank=True, max_length=14)),
                ("last_on", models.DateField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["last_on"], name="place_numbers_by_last_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="a_number_is_one_place"),
                    models.UniqueConstraint(fields=("programme", "kind", "key"), name="a_place_has_one_number"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("gate", "venue", "household", "vehicle", "declared", "post"))),
                        name="a_place_in_the_lake_is_of_a_known_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SnapshotDay",
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
                ("on", models.DateField()),
                ("pack_id", models.CharField(max_length=50)),
                ("pack_sha256", models.CharField(max_length=64)),
                ("rows_read", models.PositiveBigIntegerField()),
                ("stay_count", models.PositiveBigIntegerField()),
                ("became", models.JSONField(default=dict)),
                ("marks", models.JSONField(default=dict)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("taken_at", models.DateTimeField()),
                ("taken_on", models.DateField()),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("programme", "on"), name="a_day_is_in_the_lake_once")],
            },
        ),
    ]
