from django.db import migrations

# CLUSTER keeps a deleted row for as long as any open transaction could still see it, so somebody who merely
# reads elsewhere would keep names in a table's file. A rewrite by ALTER TABLE copies only what is there now:
# a column with a default that is computed for each row forces it, and goes again at once. A partitioned
# table is written anew with its parts.
REWRITE = """
CREATE OR REPLACE FUNCTION fangxian_rewrite(which regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM erasure_standdown WHERE erasure_began_at IS NOT NULL) THEN
        RAISE EXCEPTION 'nothing is being erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    EXECUTE format('ALTER TABLE %s ADD COLUMN written_anew boolean DEFAULT (random() < 0)', which);
    EXECUTE format('ALTER TABLE %s DROP COLUMN written_anew', which);
    EXECUTE format('ANALYZE %s', which);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("erasure", "0004_tables_are_rewritten")]

    # going back leaves the function as it is here: it does all that the earlier one did
    operations = [migrations.RunSQL(REWRITE, migrations.RunSQL.noop)]
