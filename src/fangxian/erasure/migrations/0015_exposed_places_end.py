"""No place is put forward for the public list in a programme that has stood down."""

from django.db import migrations

CLOSED_TABLES = ("cases_exposedplace",)
CLOSED = (
    "CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON cases_exposedplace "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
)
OPENED = "DROP TRIGGER nothing_is_collected_after_the_end ON cases_exposedplace"


class Migration(migrations.Migration):
    dependencies = [("erasure", "0014_traces_end"), ("cases", "0008_exposed_places")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
