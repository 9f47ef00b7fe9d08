"""Areas are found by how their names are read; those that are there already are read now."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import fangxian.core.areas.models
from fangxian.engine.gazetteer.suggestions import syllables_of

ROWS_AT_ONCE = 2000


def read_names(apps, schema_editor):
    area_model = apps.get_model("areas", "Area")
    read: dict[str, str] = {}
    waiting = []
    for area in area_model.objects.only("id", "name").iterator(chunk_size=ROWS_AT_ONCE):
        area.syllables = read.setdefault(area.name, "") or syllables_of(area.name)[:400]
        read[area.name] = area.syllables
        area.spelled = area.syllables.replace(" ", "")
        waiting.append(area)
        if len(waiting) == ROWS_AT_ONCE:
            area_model.objects.bulk_update(waiting, ["syllables", "spelled"])
            waiting = []
    if waiting:
        area_model.objects.bulk_update(waiting, ["syllables", "spelled"])


class Migration(migrations.Migration):
    dependencies = [("areas", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="area",
            name="syllables",
            field=fangxian.core.areas.models.ReadField(
                blank=True, default="", help_text="how the name is read: wu xing qu; for search", max_length=400
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="area",
            name="spelled",
            field=fangxian.core.areas.models.ReadField(
                blank=True, default="", help_text="the same without spaces: wuxingqu", joined=True, max_length=400
            ),
            preserve_default=False,
        ),
        migrations.RunPython(read_names, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="area",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["spelled"], name="areas_by_how_they_sound", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="area",
            index=models.Index(
                fields=["programme", "syllables"],
                name="areas_by_reading",
                opclasses=["uuid_ops", "varchar_pattern_ops"],
            ),
        ),
    ]
