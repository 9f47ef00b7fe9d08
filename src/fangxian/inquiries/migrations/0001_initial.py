import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import fangxian.core.privacy.fields
import fangxian.core.programmes.models

PROTECT = django.db.models.deletion.PROTECT
ID = models.UUIDField(default=fangxian.core.programmes.models.new_id, editable=False, primary_key=True, serialize=False)


def sealed():
    return fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True)


def programme():
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="programmes.programme")


def post(**more):
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to="staff.post", **more)


class Migration(migrations.Migration):
    initial = True
    dependencies = [("programmes", "0001_initial"), ("staff", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                ("id", ID.clone()),
                ("area_code", models.CharField(blank=True, max_length=14)),
                ("to_area_code", models.CharField(max_length=14)),
                ("is_outside", models.BooleanField(default=False)),
                ("purpose", models.CharField(max_length=20)),
                ("person_id", models.UUIDField()),
                ("task_id", models.UUIDField(null=True)),
                ("words", sealed()),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", sealed()),
                ("declined_at", models.DateTimeField(null=True)),
                ("taken_over_at", models.DateTimeField(null=True)),
                ("moved_to", models.CharField(blank=True, max_length=14)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("answered_by", post(null=True)),
                ("asked_by", post()),
                ("programme", programme()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(purpose__in=["locate", "confirm", "hand_on"]),
                        name="an_inquiry_has_a_known_purpose",
                    ),
                    models.CheckConstraint(
                        condition=Q(expires_at__gt=F("asked_at")), name="an_inquiry_expires_after_it_is_asked"
                    ),
                    models.CheckConstraint(
                        condition=Q(answered_at=None, declined_at=None, taken_over_at=None)
                        | Q(answered_by__isnull=False),
                        name="an_answered_inquiry_names_who_answered",
                    ),
                    models.CheckConstraint(
                        condition=Q(taken_over_at=None, moved_to="")
                        | (Q(taken_over_at__isnull=False) & ~Q(moved_to="")),
                        name="ownership_moves_to_an_area",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["programme", "to_area_code", "expires_at"], name="inquiries_asked_of"),
                    models.Index(fields=["programme", "area_code", "-asked_at"], name="inquiries_asked_by"),
                ],
            },
        ),
        migrations.CreateModel(
            name="InquiryField",
            fields=[
                ("id", ID.clone()),
                ("place", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=60)),
                ("reason", models.CharField(max_length=200)),
                ("answer", sealed()),
                (
                    "inquiry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="fields", to="inquiries.inquiry"
                    ),
                ),
                ("programme", programme()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["inquiry", "place"], name="a_field_of_an_inquiry_has_its_place"),
                ],
            },
        ),
    ]
