"""No team is set up and nothing is found in a programme that has stood down."""

from django.db import migrations

CLOSED_TABLES = ("supervision_team", "supervision_teammember", "supervision_finding", "supervision_findingevent")
CLOSED = ";\n".join(
    f"CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON {table} "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
    for table in CLOSED_TABLES
)
OPENED = ";\n".join(f"DROP TRIGGER nothing_is_collected_after_the_end ON {table}" for table in CLOSED_TABLES)


class Migration(migrations.Migration):
    dependencies = [("erasure", "0021_inquiries_end"), ("supervision", "0001_visits_and_findings")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
