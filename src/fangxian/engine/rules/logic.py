"""The language in which rules are written: a subset of CertLogic, as used by the EU DCC business rules.

Operators: var, and, or, !, if, ===, in, <, <=, >, >=, after, before, not-after, not-before, plusTime.

What differs from CertLogic, on purpose:

* `var` reads one flat name such as `contact.at`; there are no paths into structures.
* Unknown stays unknown. A missing value (null) makes a comparison null, `!` of null is null, and
  `and`/`or` give null where the unknown value decides. A rule never says no because nobody asked.
  `===` compares null like any other value, so a rule can ask whether something is unknown.
* Days are calendar days: `plusTime` adds days, months or years to a date only, hours or minutes to an
  instant only. So no rule depends on how long a day is where the clocks change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta

Scalar = str | int | float | bool | None
Value = Scalar | Sequence[Scalar]

_INFIX = {
    "===",
    "in",
    "<",
    "<=",
    ">",
    ">=",
    "after",
    "before",
    "not-after",
    "not-before",
}
_COMPARES: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "before": lambda one, other: one < other,
    "not-after": lambda one, other: one <= other,
    "after": lambda one, other: one > other,
    "not-before": lambda one, other: one >= other,
}
_IN_TIME = {"before", "after", "not-before", "not-after"}
_DATE_UNITS = {"day": "days", "month": "months", "year": "years"}
_INSTANT_UNITS = {"hour": "hours", "minute": "minutes"}


class LogicError(ValueError):
    """An expression that is malformed, or values of kinds that cannot be compared."""


def check(expression: Any) -> None:
    """Refuse an expression that is not in the subset. Errors: LogicError saying which operator and why."""
    for _ in _walk(expression):
        pass


def variables(expression: Any) -> frozenset[str]:
    """The names an expression reads, those of its own params included."""
    return frozenset(arguments[0] for operator, arguments in _walk(expression) if operator == "var")


def _walk(expression: Any) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Every operation in an expression, each checked for its shape. Errors: LogicError."""
    if not isinstance(expression, Mapping):
        if isinstance(expression, list | tuple):
            for item in expression:
                yield from _walk(item)
        elif not isinstance(expression, str | int | float | bool | None):
            raise LogicError(f"{type(expression).__name__} is not a JSON value")
        return
    operator, arguments = _operation(expression)
    yield operator, arguments
    if operator != "var":
        for item in arguments:
            yield from _walk(item)


def _operation(expression: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The operator and its arguments. Errors: LogicError for an unknown operator or a wrong number of them."""
    if len(expression) != 1:
        raise LogicError("an operation has exactly one operator")
    operator, raw = next(iter(expression.items()))
    arguments = tuple(raw) if isinstance(raw, list | tuple) else (raw,)
    if operator == "var":
        if len(arguments) != 1 or not isinstance(arguments[0], str) or not arguments[0]:
            raise LogicError("var takes one name")
    elif operator in _INFIX:
        _expect(len(arguments) == 2, operator, "two operands")
    elif operator in {"and", "or"}:
        _expect(len(arguments) >= 2, operator, "at least two operands")
    elif operator == "!":
        _expect(len(arguments) == 1, operator, "one operand")
    elif operator == "if":
        _expect(len(arguments) == 3, operator, "a condition, a value and another value")
    elif operator == "plusTime":
        _expect(len(arguments) == 3, operator, "a time, an amount and a unit")
        _expect(
            arguments[2] in {*_DATE_UNITS, *_INSTANT_UNITS},
            operator,
            "day, month, year, hour or minute",
        )
    else:
        raise LogicError(f"{operator!r} is not an operator of the subset")
    return operator, arguments


def _expect(holds: bool, operator: str, what: str) -> None:
    if not holds:
        raise LogicError(f"{operator} takes {what}")


def compute(expression: Any, data: Mapping[str, Value]) -> Any:
    """What an expression says about the data: a JSON value, a date, an instant, or None if unknown.

    data     flat names to JSON values; dates as `YYYY-MM-DD`, instants as RFC 3339 with an offset
    Errors: LogicError for a malformed expression, an unknown name, or values that cannot be compared.
    """
    if not isinstance(expression, Mapping):
        if isinstance(expression, list | tuple):
            return tuple(compute(item, data) for item in expression)
        return expression
    operator, arguments = _operation(expression)
    if operator == "var":
        return _read(arguments[0], data)
    if operator in {"and", "or"}:
        return _junction(operator, arguments, data)
    if operator == "if":
        condition, yes, no = arguments
        return compute(yes if truth(compute(condition, data)) else no, data)
    values = [compute(item, data) for item in arguments]
    if operator == "!":
        known = truth(values[0])
        return None if known is None else not known
    if operator == "===":
        return _same(values[0], values[1])
    if operator == "in":
        return _contains(values[0], values[1])
    if operator == "plusTime":
        return _plus(values[0], values[1], values[2])
    return _compare(operator, values[0], values[1])


def truth(value: Any) -> bool | None:
    """Whether a value counts as yes; None stays unknown; zero, empty text and empty lists count as no."""
    return None if value is None else bool(value)


def _read(name: str, data: Mapping[str, Value]) -> Value:
    if name not in data:
        raise LogicError(f"there is no value named {name!r}")
    return data[name]


def _junction(operator: str, arguments: tuple[Any, ...], data: Mapping[str, Value]) -> bool | None:
    decisive = operator == "or"
    unknown = False
    for item in arguments:
        known = truth(compute(item, data))
        if known is decisive:
            return decisive
        unknown = unknown or known is None
    return None if unknown else not decisive


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return bool(one == other)


def _contains(item: Any, items: Any) -> bool | None:
    if item is None or items is None:
        return None
    if isinstance(items, str) and isinstance(item, str):
        return item in items
    if isinstance(items, list | tuple):
        return any(_same(item, other) for other in items)
    raise LogicError("in looks for a value in a list, or for text in a text")


def _compare(operator: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    if operator in _IN_TIME:
        one, other = as_time(one), as_time(other)
        if isinstance(one, datetime) != isinstance(other, datetime):
            raise LogicError(f"{operator} cannot compare a date with an instant")
    elif not (_is_number(one) and _is_number(other)):
        raise LogicError(f"{operator} compares numbers")
    return _COMPARES[operator](one, other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def as_time(value: Any) -> date | datetime:
    """A date or an aware instant (in UTC) from its text. Errors: LogicError, also for a time without offset."""
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        return value
    elif isinstance(value, str):
        try:
            if len(value) == len("2020-02-01"):
                return date.fromisoformat(value)
            moment = datetime.fromisoformat(value)
        except ValueError as wrong:
            raise LogicError("a time is written YYYY-MM-DD or as RFC 3339") from wrong
    else:
        raise LogicError("a time is text, a date or an instant")
    if moment.tzinfo is None:
        raise LogicError("an instant needs its offset from UTC")
    return moment.astimezone(UTC)


def _plus(start: Any, amount: Any, unit: str) -> date | datetime | None:
    if start is None or amount is None:
        return None
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise LogicError("plusTime adds a whole number")
    moment = as_time(start)
    try:
        if isinstance(moment, datetime):
            if unit not in _INSTANT_UNITS:
                raise LogicError("plusTime adds only hours or minutes to an instant; count days from a date")
            return moment + timedelta(**{_INSTANT_UNITS[unit]: amount})
        if unit not in _DATE_UNITS:
            raise LogicError("plusTime adds only days, months or years to a date")
        return moment + relativedelta(**{_DATE_UNITS[unit]: amount})  # type: ignore[arg-type]
    except (OverflowError, ValueError) as wrong:
        if isinstance(wrong, LogicError):
            raise
        raise LogicError("plusTime leaves the calendar") from wrong
