"""No link between cases is recorded in a programme that has stood down."""

from django.db import migrations

CLOSED_TABLES = ("cases_caselink",)
CLOSED = (
    "CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON cases_caselink "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
)
OPENED = "DROP TRIGGER nothing_is_collected_after_the_end ON cases_caselink"


class Migration(migrations.Migration):
    dependencies = [("erasure", "0010_the_log_ends_too"), ("cases", "0005_links")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
