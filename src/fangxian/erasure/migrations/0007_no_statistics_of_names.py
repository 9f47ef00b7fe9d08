from django.db import migrations

# The planner keeps frequent values of a column in a table of its own, whose deleted rows nobody can write out
# again. Of columns that name somebody in plain text it keeps none: they are found by their unique index or read
# whole.
NAMING = {
    "staff_user": ("username", "full_name", "email", "phone"),
    "intake_addressrow": ("cells",),
}


def statements(statistics: str) -> list[str]:
    return [
        f'ALTER TABLE {table} ALTER COLUMN "{column}" SET STATISTICS {statistics}'
        for table, columns in NAMING.items()
        for column in columns
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("erasure", "0006_sheets_end"),
        ("intake", "0008_disinfection"),
        ("staff", "0001_initial"),
    ]

    operations = [migrations.RunSQL(statements("0"), statements("DEFAULT"))]
