import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_batches"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interview",
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
                ("area_code", models.CharField(max_length=14)),
                ("begun_at", models.DateTimeField()),
                ("note", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interview", to="cases.case"
                    ),
                ),
                (
                    "completed_by",
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
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InterviewLine",
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
                ("area_code", models.CharField(blank=True, max_length=14)),
                ("kind", models.CharField(max_length=12)),
                ("place", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("company", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(blank=True, null=True)),
                ("source", models.CharField(max_length=10)),
                ("all_contacts_known", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField()),
                (
                    "interview",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="cases.interview"
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
            ],
            options={
                "indexes": [models.Index(fields=["interview", "from_at"], name="interview_lines_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "home",
                                    "shop",
                                    "market",
                                    "restaurant",
                                    "hotel",
                                    "workplace",
                                    "school",
                                    "hospital",
                                    "worship",
                                    "leisure",
                                    "bus",
                                    "train",
                                    "aircraft",
                                    "ship",
                                    "other",
                                ],
                            )
                        ),
                        name="a_line_is_of_a_known_kind_of_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_at", None), ("until_at__gt", models.F("from_at")), _connector="OR"),
                        name="a_line_ends_after_it_begins",
                    ),
                ],
            },
        ),
    ]
