from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outgoing", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="package",
            name="about_id",
            field=models.UUIDField(
                help_text="the list whose results go back, or the inquiry that is asked; null: people of an area",
                null=True,
            ),
        ),
    ]
