"""Dense numbers for people and places: given once, never to somebody else, gone with the last day that names them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from fangxian.snapshots import queries
from fangxian.snapshots.models import PersonNumber, PlaceNumber
from fangxian.snapshots.rules import Place, Who


class Numbering:
    """The numbers of one programme while one day is taken; what is asked for twice is answered from memory."""

    def __init__(self, programme_id: UUID, *, on: date) -> None:
        self.programme_id, self.on = programme_id, on
        self._people: dict[Who, int] = {}
        self._places: dict[tuple[str, str], int] = {}

    def people(self, whos: Iterable[Who]) -> dict[Who, int]:
        """A number for each; whatever somebody showed whom we know is under her own number."""
        asked = set(whos)
        new = [who for who in asked if who not in self._people]
        known = queries.owners([who.subject_index for who in new if who.subject_index], programme_id=self.programme_id)
        same = {who: self._whose(who, known) for who in new}
        rows = {_key(who): who for who in same.values()}
        numbers = self._numbered(PersonNumber, rows, _key_of_person, _of_person)
        self._people |= {who: numbers[_key(one)] for who, one in same.items()}
        return {who: self._people[who] for who in asked}

    def places(self, places: Iterable[Place]) -> dict[tuple[str, str], int]:
        """A number for each, by kind and key; a place that was renamed keeps its own."""
        asked = {(one.kind, one.key): one for one in places}
        new = {key: one for key, one in asked.items() if key not in self._places}
        self._places |= self._numbered(PlaceNumber, new, lambda row: (row.kind, row.key), _of_place)
        return {key: self._places[key] for key in asked}

    @staticmethod
    def _whose(who: Who, known: dict[bytes, UUID]) -> Who:
        owner = known.get(who.subject_index) if who.subject_index else None
        return Who(owner, None) if owner else who

    @transaction.atomic
    def _numbered(self, model: Any, wanted: dict[Any, Any], key_of: Any, columns: Any) -> dict[Any, int]:
        """The number of each, new ones after the largest; two jobs at once do not give one number twice."""
        if not wanted:
            return {}
        with connection.cursor() as cursor:
            name = f"snapshots:{model._meta.db_table}:{self.programme_id}"
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s::text, 0))", [name])
        rows = model.objects.filter(programme_id=self.programme_id)
        found = {key_of(row): row for row in _matching(rows, wanted.values())}
        largest = rows.aggregate(largest=Max("number"))["largest"]
        begin = 0 if largest is None else largest + 1
        made = [
            model(programme_id=self.programme_id, number=begin + at, last_on=self.on, **columns(wanted[key]))
            for at, key in enumerate(sorted((key for key in wanted if key not in found), key=str))
        ]
        model.objects.bulk_create(made)
        ids = [row.id for row in found.values() if row.last_on < self.on]
        model.objects.filter(id__in=ids).update(last_on=self.on)
        return {key: row.number for key, row in found.items()} | {key_of(row): row.number for row in made}


def _matching(rows: Any, wanted: Iterable[Any]) -> list[Any]:
    asked = list(wanted)
    if isinstance(asked[0], Place):
        return list(rows.filter(kind__in={one.kind for one in asked}, key__in=[one.key for one in asked]))
    people = [one.person_id for one in asked if one.person_id]
    shown = [one.subject_index for one in asked if one.subject_index]
    return [*rows.filter(person_id__in=people), *rows.filter(subject_index__in=shown)]


def _key(who: Who) -> Any:
    return who.person_id or who.subject_index


def _key_of_person(row: PersonNumber) -> Any:
    return row.person_id or bytes(row.subject_index or b"")


def _of_person(who: Who) -> dict[str, Any]:
    return {"person_id": who.person_id, "subject_index": None if who.person_id else who.subject_index}


def _of_place(place: Place) -> dict[str, Any]:
    return {
        "kind": place.kind, "key": place.key, "record_id": place.record_id, "name": place.name[:120],
        "detail": place.detail, "area_code": place.area_code,
    }  # fmt: skip
