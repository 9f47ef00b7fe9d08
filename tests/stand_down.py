"""A small city with something of everything, its end, and a look into every byte that is left."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from fangxian.core.actors.rules import Purpose
from fangxian.core.messages.rules import SMS
from fangxian.core.messages.services import send_on_commit
from fangxian.core.people.models import Person
from fangxian.core.people.services import issue_code
from fangxian.erasure import services
from fangxian.erasure.models import Hold, StandDown
from fangxian.intake.sources.checkpoint import services as checkpoint
from fangxian.measures.models import Measure
from tests import posts
from tests.city import City
from tests.household import PATIENT, SPOUSE, in_force
from tests.lists import as_csv, dry_run, row
from tests.work import arrival, claim, one_task, record

KNOWN_TEXTS = (
    PATIENT.name, PATIENT.document_number, SPOUSE.name, SPOUSE.phone.removeprefix("+86"), SPOUSE.address,
    claim(1).name, claim(1).phone.removeprefix("+86"), "Synthetic grid",
)  # fmt: skip
# Texts of the database are searched as they are; bytes, which it writes as hexadecimal, as the same text in bytes.
SEARCHED = tuple(needle for text in KNOWN_TEXTS for needle in (text, text.encode().hex()))
TABLES = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg_toast%%'
   AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1
"""


def fill(city: City) -> Measure:
    """A case, a measure in force, a task, a passage, a list, a letter and a message; returns the measure."""
    one_task(city)
    record(city, arrival(2))
    measure = in_force(city)
    lane = posts.shift(city)
    checkpoint.count_pass(shift=lane, tap=posts.tap(city), by=posts.officer(city), at=city.at)
    dry_run(city, as_csv([row(1), row(2)]))
    by = city.actor("grid", Purpose.SERVE_NOTICE)
    issue_code(person=Person.objects.get(id=measure.person_id), by=by, at=city.at)
    send_on_commit(
        kind="tasks.late", channel=SMS, to=SPOUSE.phone, text_zh=f"{SPOUSE.name} 您好", text_en="Hello",
        programme_id=city.programme.id, by=by, at=city.at,
    )  # fmt: skip
    return measure


def end(city: City) -> StandDown:
    """The programme stood down at the city's moment, by an order of two."""
    order = posts.order(city, "stand_down", number="湖防指〔2020〕99号")
    found = services.declare(
        programme=city.programme, order=order, by=city.actor("commander", Purpose.COMMAND), at=city.at
    )
    city.programme.refresh_from_db()
    return found


def hold(city: City, measure: Measure) -> Hold:
    """A hold on a measure for a court, approved by a second body."""
    made = services.propose_hold(
        programme=city.programme, case_number="（2020）浙0502行初1号", authority="吴兴区人民法院", scope="measure",
        record_id=measure.id, reason="行政诉讼", expires_at=city.at + timedelta(days=200),
        by=city.actor("commander", Purpose.COMMAND), at=city.at,
    )  # fmt: skip
    return services.approve_hold(hold=made, by=city.actor("signatory2", Purpose.COMMAND), at=city.at)


def erase(city: City) -> StandDown:
    return services.erase(
        programme=city.programme, by=city.actor("admin", Purpose.ADMINISTER), at=city.at + timedelta(days=30)
    )


def found_anywhere() -> list[str]:
    """Every table in which one of the known texts can still be read, in whatever column and of whatever type."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for (table,) in cursor.fetchall():
            if not _may_read(cursor, table):
                continue
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = "\n".join(line for (line,) in cursor.fetchall())
            found += [table for needle in SEARCHED if needle in text]
    return sorted(set(found))


def _may_read(cursor, table: str) -> bool:
    cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [table])
    return cursor.fetchone()[0]
