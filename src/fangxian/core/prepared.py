"""Questions that nearly every request asks: written once, prepared by the database, answered in rows of models.

The ORM writes a question anew each time that it is asked, which takes ten times as long as the answer; of a phone's
batch of 500 records that was a third. So what stands behind every request (session, person, sign-in, posts, adopted
edition) is asked in SQL of our own. Everything else stays with the ORM.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model


class Question:
    """One question in SQL, whose answer are models.

        POSTS = Question("SELECT {post}, {unit} FROM staff_post post JOIN staff_unit unit ON ...", post=Post, unit=Unit)
        for post, unit in POSTS.ask(user=user_id): ...

    text    `{alias}` stands for all columns of the model of this alias, in the order of `models`; parameters are
            named, with their type where the database cannot know it: %(id)s::uuid
    models  by alias. None is answered for a model whose key is null: a LEFT JOIN that found nothing
    """

    def __init__(self, text: str, **models: type[Model]):
        self._text, self._models = text, models

    def ask(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows, each a model per alias; related models are not joined to each other: whoever asks does that."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql, given)
            rows = cursor.fetchall()
        return [tuple(one.of(row) for one in self._parts) for row in rows]

    @cached_property
    def _sql(self) -> str:
        return self._text.format(**{alias: _columns(alias, model) for alias, model in self._models.items()})

    @cached_property
    def _parts(self) -> Sequence[_Part]:
        parts, start = [], 0
        for model in self._models.values():
            parts.append(_Part(model, start))
            start += len(model._meta.concrete_fields)
        return parts


def _columns(alias: str, model: type[Model]) -> str:
    quote = connection.ops.quote_name
    return ", ".join(f"{alias}.{quote(field.column or field.name)}" for field in model._meta.concrete_fields)


class _Part:
    """The columns of one model in a row, and how they are read."""

    def __init__(self, model: type[Model], start: int):
        fields = model._meta.concrete_fields
        self._model, self._columns = model, slice(start, start + len(fields))
        self._names = [field.attname for field in fields]
        self._key = start + self._names.index(model._meta.pk.attname)
        self._readers: list[tuple[int, Callable[..., Any]]] = [
            (number, reader)
            for number, field in enumerate(fields)
            if (reader := getattr(field, "from_db_value", None)) is not None
        ]

    def of(self, row: Sequence[Any]) -> Model | None:
        if row[self._key] is None:
            return None
        values = list(row[self._columns])
        for number, read in self._readers:
            values[number] = read(values[number], None, connection)
        return self._model.from_db(connection.alias, self._names, values)
