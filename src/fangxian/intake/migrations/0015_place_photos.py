import django.db.models.deletion
from django.db import migrations, models

import fangxian.core.privacy.fields
import fangxian.core.programmes.models

FINDINGS = ["place", "person", "paper", "plate", "other"]


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0014_callers_to_call_back"),
        ("programmes", "0001_initial"),
        ("staff", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlacePhoto",
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
                ("number", models.PositiveSmallIntegerField()),
                ("picture", fangxian.core.privacy.fields.EncryptedBytesField(editable=True, null=True)),
                ("width", models.PositiveSmallIntegerField()),
                ("height", models.PositiveSmallIntegerField()),
                ("sent_at", models.DateTimeField()),
                ("opened_at", models.DateTimeField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("finding", models.CharField(blank=True, max_length=10)),
                ("words", fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)),
                (
                    "looked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="staff.post"
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programme"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="intake.servicerequest",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("looked_at", None)),
                        fields=["programme", "sent_at"],
                        name="photos_to_look_at",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "number"), name="a_photo_of_a_request_has_its_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), ("number__lte", 3)),
                        name="a_request_has_a_few_photos_at_most",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", ""), ("looked_at", None), ("looked_by", None)),
                            models.Q(
                                ("finding__in", FINDINGS),
                                ("looked_at__isnull", False),
                                ("looked_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_photo_is_judged_by_somebody_at_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("finding__in", ["", "place"]), ("picture", None), _connector="OR"),
                        name="a_photo_of_more_than_the_place_is_destroyed",
                    ),
                ],
            },
        ),
    ]
