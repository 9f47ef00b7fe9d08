import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0006_sweeps"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="check",
            name="group",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="check",
            name="lane",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="check",
            name="token_id",
            field=models.BinaryField(max_length=12, null=True),
        ),
        migrations.AddField(
            model_name="check",
            name="token_refused",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="approval_ref",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="approved_level",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="area_risk",
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="latitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True),
        ),
        migrations.AddField(
            model_name="checkpoint",
            name="longitude",
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True),
        ),
        migrations.AddField(
            model_name="passage",
            name="plate_form",
            field=models.CharField(blank=True, help_text="GA 36 form; free_text is kept as written", max_length=10),
        ),
        migrations.AddField(
            model_name="shift",
            name="lane",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.CreateModel(
            name="EntryProposal",
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
                ("fact_id", models.UUIDField()),
                ("route", models.CharField(blank=True, max_length=200)),
                ("mode", models.CharField(blank=True, max_length=20)),
                ("receiver_kind", models.CharField(blank=True, max_length=20)),
                (
                    "receiver_name",
                    fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
                ),
                (
                    "receiver_phone",
                    fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "check_record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="proposal", to="intake.check"
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
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "fact_id"), name="a_hand_over_is_proposed_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HelpGiven",
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
                ("client_id", models.UUIDField()),
                ("area_code", models.CharField(max_length=14)),
                ("kind", models.CharField(max_length=15)),
                ("person_count", models.PositiveSmallIntegerField()),
                ("given_at", models.DateTimeField()),
                ("city_day", models.DateField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.checkpoint"
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
                "indexes": [models.Index(fields=["checkpoint", "city_day"], name="help_by_post")],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "client_id"), name="help_is_counted_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PostComplaint",
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
                ("number", models.CharField(max_length=9)),
                ("kind", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=10)),
                ("words", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("made_at", models.DateTimeField()),
                ("city_day", models.DateField()),
                ("city_hour", models.PositiveSmallIntegerField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.checkpoint"
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
                "indexes": [models.Index(fields=["checkpoint", "city_day"], name="complaints_by_post")],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="a_complaint_is_numbered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PostDuty",
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
                ("function", models.CharField(help_text="head or deputy", max_length=10)),
                ("body_name", models.CharField(help_text="the body that provides it", max_length=100)),
                ("phone", models.CharField(max_length=30)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="duties", to="intake.checkpoint"
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
                "indexes": [models.Index(fields=["checkpoint", "starts_at"], name="post_duties_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="a_duty_at_a_post_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("function__in", ["head", "deputy"])), name="a_post_has_a_head_and_deputies"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transit",
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
                ("number", models.CharField(max_length=9)),
                ("area_code", models.CharField(max_length=14)),
                ("person_count", models.PositiveSmallIntegerField()),
                ("phone", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("entered_at", models.DateTimeField()),
                ("leave_by", models.DateTimeField()),
                ("left_at", models.DateTimeField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.checkpoint"
                    ),
                ),
                (
                    "left_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.checkpoint"
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
                    models.Index(
                        condition=models.Q(("called_at", None), ("left_at", None)),
                        fields=["leave_by"],
                        name="transits_to_call",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="a_transit_slip_is_numbered_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None), ("left_at__gte", models.F("entered_at")), _connector="OR"
                        ),
                        name="a_transit_leaves_after_it_enters",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WaitReport",
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
                ("client_id", models.UUIDField()),
                ("area_code", models.CharField(max_length=14)),
                ("reported_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("city_day", models.DateField()),
                ("city_hour", models.PositiveSmallIntegerField()),
                ("wait_minutes", models.PositiveSmallIntegerField()),
                (
                    "is_alarm",
                    models.BooleanField(
                        help_text="at or over the edition's limit: whoever answers for the post is told"
                    ),
                ),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="intake.checkpoint"
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
                    models.Index(fields=["checkpoint", "city_day", "city_hour"], name="waits_by_post_and_hour")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "client_id"), name="a_wait_is_reported_once")
                ],
            },
        ),
    ]
