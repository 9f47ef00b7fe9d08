"""The function that makes partitions: it runs as the owner, so that the application need not be one."""

from django.db import migrations

# ATTACH rather than CREATE ... PARTITION OF: it does not lock out the table's readers and writers.
# The lock on the default partition is waited for briefly; a busy table is tried again next time.
MAKE_DAYS = r"""
CREATE FUNCTION fangxian_make_days(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '2s' AS $body$
DECLARE
    parent record;
    guard record;
    day date;
    child text;
    strays boolean;
    made integer := 0;
BEGIN
    IF last_day - first_day > 1000 THEN
        RAISE EXCEPTION 'at most 1000 days at a time';
    END IF;
    FOR parent IN
        SELECT c.oid, c.relname AS name, a.attname AS by_column, a.atttypid = 'date'::regtype AS is_date
          FROM pg_partitioned_table p
          JOIN pg_class c ON c.oid = p.partrelid
          JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = p.partattrs[0]
         WHERE c.relnamespace = 'public'::regnamespace AND p.partstrat = 'r'
         ORDER BY c.relname
    LOOP
        day := first_day;
        WHILE day <= last_day LOOP
            child := parent.name || '_' || to_char(day, 'YYYYMMDD');
            IF to_regclass('public.' || quote_ident(child)) IS NULL THEN
                EXECUTE format(
                    'SELECT EXISTS (SELECT 1 FROM public.%I WHERE %I >= %s AND %I < %s)',
                    parent.name || '_default',
                    parent.by_column, fangxian_day_starts(day, parent.is_date),
                    parent.by_column, fangxian_day_starts(day + 1, parent.is_date)
                ) INTO strays;
                IF NOT strays THEN
                    BEGIN
                        EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING ALL)', child, parent.name);
                        EXECUTE format(
                            'ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%s) TO (%s)',
                            parent.name, child,
                            fangxian_day_starts(day, parent.is_date),
                            fangxian_day_starts(day + 1, parent.is_date)
                        );
                        -- row triggers came with ATTACH; those against TRUNCATE are not inherited
                        FOR guard IN
                            SELECT t.tgname AS name, t.tgfoid::regproc AS function
                              FROM pg_trigger t
                             WHERE t.tgrelid = parent.oid AND NOT t.tgisinternal AND (t.tgtype & 32) <> 0
                        LOOP
                            EXECUTE format(
                                'CREATE TRIGGER %I BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT EXECUTE FUNCTION %s()',
                                guard.name, child, guard.function
                            );
                        END LOOP;
                        made := made + 1;
                    EXCEPTION WHEN lock_not_available OR duplicate_table OR check_violation THEN
                        NULL;  -- in use, made by another worker meanwhile, or a stray row came in: next time
                    END;
                END IF;
            END IF;
            day := day + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END
$body$
"""
DAY_STARTS = r"""
CREATE FUNCTION fangxian_day_starts(day date, is_date boolean) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $body$
    SELECT quote_literal(CASE WHEN is_date THEN to_char(day, 'YYYY-MM-DD')
                              ELSE to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00' END)
$body$
"""
PRIVATE = "REVOKE EXECUTE ON FUNCTION fangxian_make_days(date, date) FROM PUBLIC"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(DAY_STARTS, "DROP FUNCTION fangxian_day_starts(date, boolean)"),
        migrations.RunSQL([MAKE_DAYS, PRIVATE], "DROP FUNCTION fangxian_make_days(date, date)"),
    ]
