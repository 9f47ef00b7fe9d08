"""No request is taken down in a programme that has stood down."""

from django.db import migrations

CLOSED_TABLES = ("intake_servicerequest", "intake_servicerequestevent")
CLOSED = ";\n".join(
    f"CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON {table} "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
    for table in CLOSED_TABLES
)
OPENED = ";\n".join(f"DROP TRIGGER nothing_is_collected_after_the_end ON {table}" for table in CLOSED_TABLES)


class Migration(migrations.Migration):
    dependencies = [("erasure", "0016_pairs_end"), ("intake", "0011_service_requests")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
