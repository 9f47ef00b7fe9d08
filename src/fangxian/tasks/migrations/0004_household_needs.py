from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0003_controlled_entries")]

    operations = [
        migrations.RemoveConstraint(model_name="task", name="a_task_has_a_known_kind"),
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
                            "help_need",
                            "visit",
                            "call",
                        ],
                    )
                ),
                name="a_task_has_a_known_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="taskfact",
            index=models.Index(fields=["fact_id"], name="further_facts_by_fact"),
        ),
    ]
