import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0001_initial"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchPair",
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
                ("area_code", models.CharField(blank=True, db_index=True, max_length=14)),
                ("first_id", models.UUIDField()),
                ("second_id", models.UUIDField()),
                ("probability", models.FloatField()),
                ("found_at", models.DateTimeField()),
                ("decision", models.CharField(blank=True, max_length=10)),
                ("reason", fangxian.core.privacy.fields.EncryptedTextField(editable=True, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("seconded_at", models.DateTimeField(null=True)),
                ("kept_id", models.UUIDField(null=True)),
                ("merged_at", models.DateTimeField(null=True)),
                ("before", models.JSONField(default=dict)),
                ("unmerged_at", models.DateTimeField(null=True)),
                ("unmerged_reason", fangxian.core.privacy.fields.EncryptedTextField(editable=True, null=True)),
                (
                    "decided_by",
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
                    "seconded_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "unmerged_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "decision", "-probability"], name="pairs_by_decision"),
                    models.Index(fields=["second_id"], name="pairs_by_second"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "first_id", "second_id"), name="a_pair_is_found_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first_id__lt", models.F("second_id"))), name="a_pair_is_of_two_records"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("decision", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("decision__in", ["merge", "apart"]),
                            ),
                            _connector="OR",
                        ),
                        name="a_pair_is_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            ("seconded_by", None),
                            models.Q(("decided_by", models.F("seconded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_seconds_her_own_merge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_at", None),
                            models.Q(("decision", "merge"), ("kept_id__isnull", False), ("reason__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_merge_was_decided_with_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("unmerged_at", None),
                            models.Q(
                                ("merged_at__isnull", False),
                                ("unmerged_by__isnull", False),
                                ("unmerged_reason__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="only_a_merge_is_taken_apart_and_with_a_reason",
                    ),
                ],
            },
        ),
    ]
