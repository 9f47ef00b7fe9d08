import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Team",
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("area_code", models.CharField(blank=True, help_text="empty: the whole programme", max_length=14)),
                ("is_resident", models.BooleanField(default=False)),
                (
                    "leader",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("programme", "name"), name="a_team_is_named_once")],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="supervision.team"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("team", "post"), name="a_post_is_in_a_team_once")],
            },
        ),
        migrations.CreateModel(
            name="Draw",
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                ("area_code", models.CharField(blank=True, max_length=14)),
                ("drawn_at", models.DateTimeField()),
                (
                    "drawn_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                ("seed", models.CharField(max_length=32)),
                ("kinds", models.JSONField(default=list)),
                ("wanted_count", models.PositiveSmallIntegerField()),
                ("candidate_count", models.PositiveIntegerField()),
                ("candidates", models.JSONField(default=list)),
                ("drawn", models.JSONField(default=list)),
                ("digest", models.CharField(max_length=64)),
                ("pack_id", models.CharField(max_length=60)),
                ("pack_sha256", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "-drawn_at"], name="draws_by_time")],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to="supervision.team"
                    ),
                ),
                (
                    "draw",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="supervision.draw",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("subject", models.CharField(default="place", max_length=10)),
                ("target_ref", models.CharField(max_length=36)),
                ("target_name", models.CharField(max_length=200)),
                ("area_code", models.CharField(max_length=14)),
                ("stands_in", models.CharField(blank=True, max_length=14)),
                (
                    "owner_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.unit"
                    ),
                ),
                ("is_announced", models.BooleanField(default=False)),
                ("reasons", models.JSONField(default=dict)),
                ("planned_on", models.DateField()),
                ("planned_at", models.DateTimeField()),
                (
                    "planned_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=10)),
                ("answers", models.JSONField(default=dict)),
                ("pack_id", models.CharField(max_length=60)),
                ("pack_sha256", models.CharField(max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "kind", "target_ref", "-ended_at"], name="inspections_by_target"),
                    models.Index(fields=["programme", "planned_on"], name="inspections_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["post", "gate", "firm", "venue", "unit", "isolation"])),
                        name="an_inspection_visits_a_known_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            models.Q(("begun_at__isnull", False), ("ended_at__gte", models.F("begun_at"))),
                            _connector="OR",
                        ),
                        name="a_visit_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("begun_at", None),
                            models.Q(("begun_by__isnull", False), ("cancelled_at", None)),
                            _connector="OR",
                        ),
                        name="a_visit_that_began_was_not_called_off",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="supervision.inspection",
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("target_ref", models.CharField(max_length=36)),
                ("area_code", models.CharField(max_length=14)),
                ("code", models.CharField(max_length=30)),
                ("severity", models.CharField(max_length=10)),
                ("text", fangxian.core.privacy.fields.EncryptedTextField(editable=True, null=True)),
                (
                    "owner_unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.unit"),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "found_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"),
                ),
                ("due_at", models.DateTimeField()),
                ("look_back_due_at", models.DateTimeField(blank=True, null=True)),
                ("assigned_at", models.DateTimeField(blank=True, null=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("task_id", models.UUIDField(null=True)),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "claimed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                ("claim", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("looked_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "looked_back_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                ("closes_at", models.DateTimeField(blank=True, null=True)),
                ("false_count", models.PositiveSmallIntegerField(default=0)),
                ("repeats_id", models.UUIDField(null=True)),
                ("reported_up_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "area_code", "due_at"], name="findings_by_area"),
                    models.Index(fields=["owner_unit", "due_at"], name="findings_by_owner"),
                    models.Index(fields=["programme", "kind", "target_ref", "code"], name="findings_by_place"),
                    models.Index(
                        condition=models.Q(("task_id__isnull", False)), fields=["task_id"], name="findings_by_task"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("severity__in", ["urgent", "serious", "ordinary"])),
                        name="a_finding_has_a_known_severity",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("claimed_at", None),
                            models.Q(("assigned_at__isnull", False), ("claimed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_claim_names_who_made_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("looked_back_at", None),
                            models.Q(
                                ("claimed_at__isnull", False),
                                ("looked_back_by__isnull", False),
                                models.Q(("looked_back_by", models.F("claimed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="somebody_else_looks_back",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at", None), models.Q(("severity", "urgent"), _negated=True), _connector="OR"
                        ),
                        name="an_urgent_finding_is_looked_back_at",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingEvent",
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
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="events", to="supervision.finding"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("action", models.CharField(max_length=20)),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                ("role", models.CharField(max_length=30)),
                ("note", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "action", "at"], name="finding_events_by_action")],
            },
        ),
    ]
