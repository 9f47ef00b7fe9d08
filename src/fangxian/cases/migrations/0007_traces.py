import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models

PROTECT = django.db.models.deletion.PROTECT


def envelope():
    return [
        (
            "id",
            models.UUIDField(
                default=fangxian.core.programmes.models.new_id, editable=False, primary_key=True, serialize=False
            ),
        ),
        ("programme", models.ForeignKey(on_delete=PROTECT, related_name="+", to="programmes.programme")),
    ]


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_line_lists"), ("programmes", "0001_initial"), ("staff", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Trace",
            fields=[
                *envelope(),
                ("area_code", models.CharField(max_length=14)),
                ("opened_at", models.DateTimeField()),
                ("from_at", models.DateTimeField()),
                ("until_at", models.DateTimeField(null=True)),
                ("days", models.JSONField(default=dict)),
                ("engine", models.CharField(blank=True, max_length=10)),
                ("why_not_index", models.CharField(blank=True, max_length=200)),
                ("protocol_id", models.CharField(max_length=50)),
                ("protocol_sha256", models.CharField(max_length=64)),
                ("stays_id", models.CharField(max_length=50)),
                ("stays_sha256", models.CharField(max_length=64)),
                ("place_count", models.PositiveIntegerField(default=0)),
                ("row_count", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
                ("case", models.ForeignKey(on_delete=PROTECT, related_name="traces", to="cases.case")),
                ("opened_by", models.ForeignKey(on_delete=PROTECT, related_name="+", to="staff.post")),
            ],
            options={"indexes": [models.Index(fields=["case", "-opened_at"], name="traces_by_case")]},
        ),
        migrations.CreateModel(
            name="TracedContact",
            fields=[
                *envelope(),
                ("word", models.CharField(max_length=10)),
                ("contact", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                ("setting", models.CharField(max_length=40)),
                ("outcome", models.CharField(max_length=20)),
                ("rule_id", models.CharField(blank=True, max_length=120)),
                ("minutes", models.FloatField()),
                ("stays", models.JSONField(default=list)),
                ("facts", models.JSONField(default=dict)),
                (
                    "exposure",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="traced", to="cases.exposure"),
                ),
                ("trace", models.ForeignKey(on_delete=PROTECT, related_name="found", to="cases.trace")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("exposure", None), ("word", "unnamed")),
                            models.Q(("exposure__isnull", False), ("word__in", ("new", "known"))),
                            _connector="OR",
                        ),
                        name="whoever_was_found_is_on_the_list_or_has_no_name_yet",
                    )
                ]
            },
        ),
        migrations.AddField("exposure", "journey", models.JSONField(blank=True, null=True)),
        migrations.AddField(
            "exposure",
            "via",
            models.ForeignKey(blank=True, null=True, on_delete=PROTECT, related_name="+", to="cases.exposure"),
        ),
    ]
