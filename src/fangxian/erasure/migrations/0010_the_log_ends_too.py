from django.db import migrations

# The write-ahead log holds what was written, names of the staff too, until its files are old enough to go. The owner
# lends the application this, while a programme is being erased and never before: begin a new file of the log and let
# the older ones go. It needs a database that does not use old files again (wal_recycle) and lets its owner do it, as
# the embedded one does; another says false, and its administrator ends the log (docs/how-to/stand-down.md).
END_LOG = """
CREATE FUNCTION fangxian_end_log() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM erasure_standdown WHERE erasure_began_at IS NOT NULL) THEN
        RAISE EXCEPTION 'nothing is being erased' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF current_setting('wal_recycle')::boolean OR NOT pg_has_role(current_user, 'pg_checkpoint', 'USAGE')
       OR NOT has_function_privilege('pg_switch_wal()', 'EXECUTE') THEN
        RETURN false;
    END IF;
    PERFORM pg_switch_wal();
    CHECKPOINT;
    RETURN true;
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("erasure", "0009_interviews_end")]

    operations = [migrations.RunSQL(END_LOG, "DROP FUNCTION fangxian_end_log()")]
