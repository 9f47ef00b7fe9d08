from django.db import migrations

# A deleted row stays in its table's file until the space is used again. The owner lends the application this:
# to write a table anew without such rows, once a programme is being erased and never before, because nobody
# can use the table meanwhile. The statistics of the planner are taken anew too: they hold frequent values.
REWRITE = """
CREATE FUNCTION fangxian_rewrite(which regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    part regclass;
    key name;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM erasure_standdown WHERE erasure_began_at IS NOT NULL) THEN
        RAISE EXCEPTION 'nothing is being erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SET CONSTRAINTS ALL IMMEDIATE;
    FOR part IN
        SELECT c.oid FROM pg_class c WHERE c.relkind = 'r'
           AND (c.oid = which OR c.oid IN (SELECT relid FROM pg_partition_tree(which)))
    LOOP
        SELECT c.relname INTO key FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
         WHERE i.indrelid = part AND i.indisprimary;
        EXECUTE format('CLUSTER %s USING %I', part, key);
        EXECUTE format('ALTER TABLE %s SET WITHOUT CLUSTER', part);
        EXECUTE format('ANALYZE %s', part);
    END LOOP;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("erasure", "0003_tokens_end")]

    operations = [migrations.RunSQL(REWRITE, "DROP FUNCTION fangxian_rewrite(regclass)")]
