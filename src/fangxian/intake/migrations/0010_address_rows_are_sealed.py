"""What a row of an address list said is sealed: somebody may have written a name into an address."""

import json

from django.db import migrations

import fangxian.core.privacy.fields


def seal(apps, schema_editor):
    for row in apps.get_model("intake", "AddressRow").objects.iterator():
        row.record = json.dumps({"cells": row.cells, "findings": row.findings}, ensure_ascii=False)
        row.save(update_fields=["record"])


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0009_held_up_numbers"),
        ("privacy", "0001_initial"),
        ("erasure", "0007_no_statistics_of_names"),  # speaks of the column that goes here
    ]

    operations = [
        migrations.AddField(
            model_name="addressrow",
            name="record",
            field=fangxian.core.privacy.fields.EncryptedTextField(blank=True, editable=True, null=True),
        ),
        migrations.RunPython(seal),
        migrations.RemoveField(model_name="addressrow", name="cells"),
        migrations.RemoveField(model_name="addressrow", name="findings"),
    ]
