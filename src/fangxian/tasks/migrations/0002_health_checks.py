"""Somebody unwell is looked after: a further kind of work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="a_task_has_a_known_kind"),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["verify_stay", "verify_lead", "hand_over_out", "serve_notice", "health_check", "visit"],
                    )
                ),
                name="a_task_has_a_known_kind",
            ),
        ),
    ]
