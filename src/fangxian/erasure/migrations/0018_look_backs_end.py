"""Nothing is looked back at in a programme that has stood down."""

from django.db import migrations

CLOSED_TABLES = ("tasks_lookback",)
CLOSED = (
    "CREATE TRIGGER nothing_is_collected_after_the_end AFTER INSERT ON tasks_lookback "
    "REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION erasure_nothing_new()"
)
OPENED = "DROP TRIGGER nothing_is_collected_after_the_end ON tasks_lookback"


class Migration(migrations.Migration):
    dependencies = [("erasure", "0017_requests_end"), ("tasks", "0007_nights_and_look_backs")]
    operations = [migrations.RunSQL(CLOSED, OPENED)]
