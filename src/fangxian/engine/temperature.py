"""What a temperature at a post means: a word and the next step. Nobody is referred on one reading.

Source: the pack `cn.temperature`. There is no word for turning people back. Cases: spec/temperature.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.engine.rules.packs import Pack
from fangxian.engine.texts import Bilingual

METHODS: tuple[str, ...] = ("axillary", "ear", "forehead")


class ReadingRefused(ValueError):
    """A reading that cannot be a person's temperature: an entry error, to be typed again."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Degrees Celsius, how they were taken, and when (aware)."""

    celsius: float
    method: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class TemperatureVerdict:
    """One of the words a post may say and what to do now, in both languages.

    word          PASS, PASS_WITH_ADVICE, RECHECK_TEMP, TO_HEALTH_POST or EMERGENCY_PASS
    recheck_from  moment from which the next reading counts; None if none is asked for
    """

    word: str
    next_step: Bilingual
    recheck_from: datetime | None = None


def why_not_a_reading(pack: Pack, celsius: float) -> Bilingual | None:
    """Why a number cannot be a person's temperature; None if it can."""
    params = pack.rule("gate").params
    low, high = params["accept_from"], params["accept_to"]
    if low <= celsius <= high:
        return None
    return Bilingual(
        zh=f"体温 {celsius} ℃ 不在 {low}–{high} ℃ 之间，请检查后重新录入",
        en=f"{celsius} °C is not between {low} and {high} °C; please check and enter it again",
    )


def is_raised(pack: Pack, celsius: float) -> bool:
    """Whether a reading reaches the pack's threshold; `>=` or `>` is data."""
    params = pack.rule("gate").params
    threshold: float = params["celsius"]
    return celsius >= threshold if params["operator"] == ">=" else celsius > threshold


def judge(
    pack: Pack, readings: Sequence[Reading], *, symptoms: bool = False, emergency: bool = False
) -> TemperatureVerdict:
    """The word for one person's readings at a post, in the order they were taken.

    symptoms    the person said so; advice follows, not a refusal
    emergency   birth, dialysis, violence, fire, illness: passes at once, without any reading
    A raised reading is repeated after rest in the shade; only readings that waited long enough count.
    Errors: ReadingRefused for an impossible number; ValueError for no reading or a wrong order.
    """
    params = pack.rule("gate").params
    if emergency:
        return _verdict(pack, "EMERGENCY_PASS")
    _refuse(pack, readings)
    wait = timedelta(minutes=params["remeasure_after_minutes"])
    counted = [readings[0]]
    for reading in readings[1:]:
        if reading.taken_at - counted[-1].taken_at >= wait:
            counted.append(reading)
    if not is_raised(pack, counted[-1].celsius):
        eventful = symptoms or len(counted) > 1
        return _verdict(pack, "PASS_WITH_ADVICE" if eventful else "PASS")
    if len(counted) < params["readings_before_referral"]:
        return _verdict(pack, "RECHECK_TEMP", counted[-1].taken_at + wait)
    return _verdict(pack, "TO_HEALTH_POST")


def _verdict(pack: Pack, word: str, recheck_from: datetime | None = None) -> TemperatureVerdict:
    return TemperatureVerdict(word, Bilingual(**pack.rule("gate").params["words"][word]), recheck_from)


def _refuse(pack: Pack, readings: Sequence[Reading]) -> None:
    if not readings:
        raise ValueError("there is no reading to judge")
    for reading in readings:
        refusal = why_not_a_reading(pack, reading.celsius)
        if refusal is not None:
            raise ReadingRefused(refusal.en)
        if reading.method not in METHODS:
            raise ValueError(f"{reading.method!r} is not a way of taking a temperature")
    moments = [reading.taken_at for reading in readings]
    if moments != sorted(moments):
        raise ValueError("readings are given in the order they were taken")
