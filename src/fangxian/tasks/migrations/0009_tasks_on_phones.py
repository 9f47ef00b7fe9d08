from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_findings_of_inspectors")]

    operations = [
        migrations.AddField(model_name="task", name="came_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="taskevent", name="client_id", field=models.UUIDField(null=True)),
        migrations.AddField(model_name="taskevent", name="device_at", field=models.DateTimeField(null=True)),
        migrations.AddConstraint(
            model_name="taskevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_id__isnull", False)),
                fields=("programme", "client_id"),
                name="what_a_phone_recorded_of_a_task_stands_once",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("accepted_at", None), ("closed_at", None)),
                fields=["programme", "area_code", "came_at"],
                name="tasks_to_accept_by_coming",
            ),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("escalated_at__isnull", False), ("reported_at", None)),
                fields=["programme", "escalated_area_code", "escalated_at"],
                name="tasks_told_upwards",
            ),
        ),
    ]
