"""No morning sheet is drawn up in a programme that has stood down: nobody has work in it any more."""

from django.db import migrations

CLOSED_TABLES = ("readiness_unitleader", "readiness_morningsheet", "readiness_sheetline")
CLOSED = ";\n".join(
    f"CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON {table} "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
    for table in CLOSED_TABLES
)
OPENED = ";\n".join(f"DROP TRIGGER nothing_is_collected_after_the_end ON {table}" for table in CLOSED_TABLES)


class Migration(migrations.Migration):
    dependencies = [("erasure", "0005_rewritten_beside_open_readers"), ("readiness", "0001_duty_and_sheets")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
