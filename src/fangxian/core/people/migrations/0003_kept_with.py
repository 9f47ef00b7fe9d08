from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="kept_id",
            field=models.UUIDField(blank=True, null=True),
        ),
    ]
