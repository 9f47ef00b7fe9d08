"""A crowd for measuring: synthetic people with files, facts, verdicts and tasks, sealed as in production.

Rows are written with COPY; every identifier goes through the same encryption and keyed index as the models use.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from django.db import connection
from faker import Faker

from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.rules import normalise_name
from fangxian.core.privacy.queries import newest_key
from fangxian.core.privacy.rules import blind_index, seal
from fangxian.core.programmes.models import Programme, new_id
from fangxian.intake.models import Fact
from fangxian.screening.models import Verdict
from fangxian.tasks.models import Task

AT = datetime(2020, 3, 9, 2, 0, tzinfo=UTC)
FILE_SHARE = 0.4  # of the people who are known, those who are followed up
AT_ONCE = 20_000


class Crowd:
    """Writes people in portions, so that a million need little memory."""

    def __init__(self, programme: Programme, areas: Sequence[str], *, seed: int = 1):
        self._programme, self._areas, self._random = programme, areas, Random(seed)
        faker = Faker("zh_CN")
        faker.seed_instance(seed)
        self._names = [faker.name() for _ in range(4000)]
        self._key_id, self._key = newest_key(programme.id, "identifiers")
        _, self._index_key = newest_key(programme.id, "index")

    def write(self, count: int) -> None:
        """Write `count` people with what is known of each."""
        for start in range(0, count, AT_ONCE):
            people = [self._person(number) for number in range(start, min(start + AT_ONCE, count))]
            followed = [person for person in people if self._random.random() < FILE_SHARE]
            _copy(Person, people)
            _copy(PersonFile, [self._file(person) for person in followed])
            facts = [self._fact(person) for person in people]
            _copy(Fact, facts)
            _copy(Verdict, [self._verdict(fact) for fact in facts])
            _copy(Task, [self._task(person) for person in followed])

    def _person(self, number: int) -> dict[str, Any]:
        name, phone = self._random.choice(self._names), f"+86169{number:08d}"
        document = f"3305001890{number:08d}"
        return {
            "id": new_id(), "programme_id": self._programme.id, "area_code": self._random.choice(self._areas),
            "name": self._seal(name, "name"), "name_index": self._index(normalise_name(name), "people.name"),
            "document_kind": "id_card", "document_number": self._seal(document, "document_number"),
            "document_index": self._index(f"id_card:{document}", "people.document"),
            "phone": self._seal(phone, "phone"), "phone_index": self._index(phone, "people.phone"),
            "address": self._seal(f"演练路{number}号", "address"), "language": "zh-hans", "known_since": AT,
        }  # fmt: skip

    def _file(self, person: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": new_id(), "programme_id": self._programme.id, "person_id": person["id"],
            "area_code": person["area_code"], "basis_rule": "cn.screen.2020-02/look-back@1.0.0", "opened_at": AT,
            "follow_until": AT + timedelta(days=self._random.randint(2, 14)),
        }  # fmt: skip

    def _fact(self, person: dict[str, Any]) -> dict[str, Any]:
        stay = {"area_code": "4201", "area_text": "湖北省武汉市", "from_on": "2020-02-20", "until_on": "2020-03-07",
                "transit_only": False}  # fmt: skip
        content = {"stays": [stay], "arrives_on": "2020-03-08", "symptoms": [], "temperatures": [],
                   "destination": {"area_code": person["area_code"], "in_programme": True}}  # fmt: skip
        return {
            "id": new_id(), "programme_id": self._programme.id, "source": "pushed_list", "client_id": new_id(),
            "batch_id": new_id(), "area_code": person["area_code"], "person_id": person["id"], "occurred_at": AT,
            "received_at": AT, "received_on": AT.date(), "is_late_sync": False, "recorded_role": "duty_officer",
            "purpose": "receive_facts", "legal_basis": "演练", "sender": "演练", "clock_profile": "list",
            "content": json.dumps(content, ensure_ascii=False),
        }  # fmt: skip

    def _verdict(self, fact: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": new_id(), "programme_id": self._programme.id, "fact_id": fact["id"], "batch_id": fact["batch_id"],
            "person_id": fact["person_id"], "area_code": fact["area_code"], "source": "pushed_list",
            "clock_profile": "list", "received_at": AT, "pack_id": "cn.screen.2020-02", "pack_version": "2020-02",
            "pack_sha256": "0" * 64, "rule_id": "cn.screen.2020-02/look-back", "rule_version": "1.0.0",
            "inputs": fact["content"], "inputs_sha256": "0" * 64, "result": "follow_up", "reason": "matched",
            "explain_zh": "到达前十四天内到过名单所列地区，需随访。",
            "explain_en": "A stay in a listed area within fourteen days before the arrival.",
            "follow_until": AT + timedelta(days=14), "in_programme": True, "judged_at": AT, "field_outcome": "",
        }  # fmt: skip

    def _task(self, person: dict[str, Any]) -> dict[str, Any]:
        due = AT + timedelta(hours=10)
        return {
            "id": new_id(), "programme_id": self._programme.id, "area_code": person["area_code"],
            "origin_area_code": person["area_code"], "vacant_area_code": "", "kind": "verify_stay",
            "severity": "normal", "profile": "list", "source": "pushed_list", "person_id": person["id"],
            "clock_pack_id": "cn.clock.seeds", "clock_pack_sha256": "0" * 64, "received_at": AT, "opened_at": AT,
            "counted_from_at": AT, "accept_due_at": due, "first_report_due_at": due, "finding_due_at": due,
            "total_first_report_due_at": due, "total_finding_due_at": due, "due_flags": "[]", "due_at": due,
            "outcome": "", "conclusion": "", "look_back_result": "", "hand_over_count": 0, "pause_reason": "",
            "escalated_level": 0, "escalated_area_code": "",
        }  # fmt: skip

    def _seal(self, text: str, column: str) -> bytes:
        return seal(text.encode(), key=self._key, key_id=self._key_id, label=f"people.Person.{column}")

    def _index(self, value: str, label: str) -> bytes:
        return blind_index(value, key=self._index_key, label=label)


def _copy(model: Any, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({quoted}) FROM STDIN") as copy:
        for values in _values(rows, columns):
            copy.write_row(values)


def _values(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Iterator[list[Any]]:
    for row in rows:
        yield [row[column] for column in columns]
