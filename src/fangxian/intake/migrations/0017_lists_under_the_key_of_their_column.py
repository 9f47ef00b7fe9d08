"""The pieces of a list that was received are sealed as every encrypted column is, so that keys can be replaced."""

from django.db import migrations

import fangxian.core.privacy.fields
from fangxian.core.privacy import queries
from fangxian.core.privacy.rules import key_id_of, seal, unseal

LABEL = "intake.ImportFilePart.sealed"


def label_anew(apps, schema_editor):
    """Whose key is destroyed stays as it is: nobody reads it any more."""
    for part in apps.get_model("intake", "ImportFilePart").objects.iterator(chunk_size=1):
        sealed = bytes(part.sealed)
        key_id = key_id_of(sealed)
        if key := queries.key_by_id(key_id):
            plain = unseal(sealed, key=key, label=f"intake.ImportFilePart:{part.source_list_id}:{part.number}")
            part.sealed = seal(plain, key=key, key_id=key_id, label=LABEL)
            part.save(update_fields=["sealed"])


class Migration(migrations.Migration):
    dependencies = [("intake", "0016_files_of_other_desks"), ("privacy", "0001_initial")]

    operations = [
        migrations.RunPython(label_anew),
        migrations.AlterField(
            model_name="importfilepart",
            name="sealed",
            field=fangxian.core.privacy.fields.EncryptedBytesField(editable=True),
        ),
    ]
