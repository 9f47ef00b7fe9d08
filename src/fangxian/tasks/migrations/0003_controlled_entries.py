import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_initial"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
        ("tasks", "0002_health_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlledEntry",
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
                ("checkpoint_id", models.UUIDField()),
                ("area_code", models.CharField(max_length=14)),
                ("owner_area_code", models.CharField(max_length=14)),
                ("is_outside", models.BooleanField(default=False, help_text="the destination lies in another city")),
                ("rule", models.CharField(help_text="id@version", max_length=100)),
                ("receiver_kind", models.CharField(blank=True, max_length=20)),
                ("clock_pack_id", models.CharField(max_length=60)),
                ("clock_pack_sha256", models.CharField(max_length=64)),
                ("proposed_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("answer_due_at", models.DateTimeField(null=True)),
                ("departed_at", models.DateTimeField(null=True)),
                ("eta_at", models.DateTimeField()),
                ("overdue_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("accepted_how", models.CharField(blank=True, max_length=10)),
                ("alarmed_at", models.DateTimeField(null=True)),
                ("alarmed_count", models.PositiveSmallIntegerField(default=0)),
                ("disputed_at", models.DateTimeField(null=True)),
                ("dispute", models.CharField(blank=True, max_length=20)),
                (
                    "dispute_words",
                    fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
                ),
                ("lodged_at", models.DateTimeField(null=True)),
                ("lodged_in", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settlement", models.CharField(blank=True, max_length=20)),
                ("call_task_id", models.UUIDField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("closes_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("conclusion", models.CharField(blank=True, max_length=20)),
                ("stub_token_id", models.BinaryField(max_length=12, null=True)),
                ("stub_ends_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="EntryNote",
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
                ("kind", models.CharField(max_length=10)),
                ("words", fangxian.core.privacy.fields.EncryptedTextField(editable=True)),
                ("noted_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="task",
            name="a_task_has_a_known_kind",
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "verify_stay",
                            "verify_lead",
                            "hand_over_out",
                            "serve_notice",
                            "health_check",
                            "visit",
                            "call",
                        ],
                    )
                ),
                name="a_task_has_a_known_kind",
            ),
        ),
        migrations.AddField(
            model_name="controlledentry",
            name="accepted_post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
            ),
        ),
        migrations.AddField(
            model_name="controlledentry",
            name="arrived_post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
            ),
        ),
        migrations.AddField(
            model_name="controlledentry",
            name="disputed_post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
            ),
        ),
        migrations.AddField(
            model_name="controlledentry",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="controlledentry",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
            ),
        ),
        migrations.AddField(
            model_name="controlledentry",
            name="settled_post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
            ),
        ),
        migrations.AddField(
            model_name="entrynote",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="tasks.controlledentry"
            ),
        ),
        migrations.AddField(
            model_name="entrynote",
            name="post",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
            ),
        ),
        migrations.AddField(
            model_name="entrynote",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
            ),
        ),
        migrations.AddIndex(
            model_name="controlledentry",
            index=models.Index(fields=["programme", "owner_area_code", "eta_at"], name="entries_by_receiver"),
        ),
        migrations.AddIndex(
            model_name="controlledentry",
            index=models.Index(
                condition=models.Q(("accepted_at", None), ("alarmed_at", None), ("closed_at", None)),
                fields=["answer_due_at"],
                name="entries_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="controlledentry",
            index=models.Index(
                condition=models.Q(("arrived_at", None), ("called_at", None), ("closed_at", None)),
                fields=["overdue_at"],
                name="entries_to_call",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlledentry",
            constraint=models.UniqueConstraint(
                fields=("programme", "fact_id"), name="a_hand_over_is_one_controlled_entry"
            ),
        ),
        migrations.AddConstraint(
            model_name="controlledentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dispute", ""),
                    ("dispute__in", ["not_here", "nobody_known", "no_room", "no_help", "other"]),
                    _connector="OR",
                ),
                name="a_receiver_has_no_word_for_no",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlledentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("conclusion", ""),
                    ("conclusion__in", ["received", "elsewhere", "gave_up", "not_found"]),
                    _connector="OR",
                ),
                name="an_entry_ends_in_a_known_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlledentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("overdue_at__gte", models.F("eta_at"))), name="nobody_is_called_before_the_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="entrynote",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["question", "answer"])), name="a_note_is_a_question_or_an_answer"
            ),
        ),
    ]
