from django.db import migrations, models

KINDS = [
    "verify_stay", "verify_lead", "hand_over_out", "serve_notice", "health_check", "help_need", "reach_contact",
    "answer_request", "fix_finding", "visit", "call",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("tasks", "0007_nights_and_look_backs")]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="a_task_has_a_known_kind"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="a_task_has_a_known_kind"),
        ),
    ]
