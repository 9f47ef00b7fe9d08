"""No desk hands a file over in a programme that has stood down."""

from django.db import migrations

CLOSED_TABLES = ("intake_requestfile", "intake_requestfilerow")
CLOSED = ";\n".join(
    f"CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON {table} "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
    for table in CLOSED_TABLES
)
OPENED = ";\n".join(f"DROP TRIGGER nothing_is_collected_after_the_end ON {table}" for table in CLOSED_TABLES)


class Migration(migrations.Migration):
    dependencies = [("erasure", "0025_photos_end"), ("intake", "0016_files_of_other_desks")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
