import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.programmes.models

ID = models.UUIDField(default=fangxian.core.programmes.models.new_id, editable=False, primary_key=True, serialize=False)
PROTECT = django.db.models.deletion.PROTECT


def programme():
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="programmes.programme")


def post(**more):
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="staff.post", **more)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_kept_with"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
        ("tasks", "0006_answer_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="assigned_until_at",
            field=models.DateTimeField(help_text="until when it is hers who has the night; null: lasting", null=True),
        ),
        migrations.AddField(
            model_name="task",
            name="same_as",
            field=models.ForeignKey(
                db_constraint=False,
                help_text="the task with which it is answered",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="tasks.task",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False)),
                fields=["programme", "closed_at"],
                name="tasks_by_closing",
            ),
        ),
        migrations.RunSQL(
            "UPDATE tasks_task SET look_back_result = CASE look_back_result "
            "WHEN 'holds' THEN 'confirmed' ELSE 'false' END WHERE look_back_result IN ('holds', 'does_not_hold')",
            migrations.RunSQL.noop,
        ),
        migrations.CreateModel(
            name="LookBack",
            fields=[
                ("id", ID.clone()),
                ("closed_at", models.DateTimeField()),
                ("drawn_on", models.DateField(null=True)),
                ("drawn_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("result", models.CharField(blank=True, max_length=20)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", post(null=True)),
                ("post", post(null=True)),
                ("programme", programme()),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="look_backs", to="tasks.task"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["programme", "drawn_on"], name="look_backs_by_day"),
                    models.Index(
                        condition=models.Q(("done_at", None)), fields=["programme", "due_at"], name="look_backs_to_do"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "closed_at"), name="a_closing_is_looked_back_at_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("done_at", None), ("result", "")),
                            models.Q(("done_at__isnull", False), models.Q(("result", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="a_look_back_that_is_done_has_a_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_by", None),
                            ("post", None),
                            models.Q(("done_by", models.F("post")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_looks_back_at_her_own_work",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NightDuty",
            fields=[
                ("id", ID.clone()),
                ("area_code", models.CharField(max_length=14)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("entered_by", post()),
                ("post", post()),
                ("programme", programme()),
                ("withdrawn_by", post(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["programme", "ends_at"], name="night_duties_by_time")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="a_night_duty_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("withdrawn_at", None), ("withdrawn_by__isnull", False), _connector="OR"),
                        name="a_withdrawn_night_says_by_whom",
                    ),
                ],
            },
        ),
    ]
