"""What an edition says about one exposure: close contact, contact of a contact, general contact, or none.

A classification opens a review by an epidemiologist; it is never a measure.
Source: the CONTACT rules of each edition. Cases: spec/exposure.md
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangxian.engine.exposure.journeys import Journey, judge_journey
from fangxian.engine.exposure.windows import CaseTimes, judge_window
from fangxian.engine.rules.evaluation import NONE, UNKNOWN, Evaluation, Fact, evaluate
from fangxian.engine.rules.packs import Pack

_ORDER = (NONE, "general", UNKNOWN, "manual", "close", "contact")


@dataclass(frozen=True, slots=True)
class Exposure:
    """One meeting of a person with a case; None = not known.

    on               when it was: a city day or an aware moment
    setting          key of a setting rule, such as `household`, `meal`, `shared_space`, `same_venue`
    protected        whether protection was effective for both, as judged by the investigator
    metres, minutes  nearest distance and length
    touched          direct physical contact
    journey          where it was on a vehicle
    """

    on: date | datetime
    setting: str | None = None
    protected: bool | None = None
    metres: float | None = None
    minutes: float | None = None
    touched: bool | None = None
    cared_unprotected: bool | None = None
    journey: Journey | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The strongest result of all rules that were asked, and what each of them said.

    outcome   `close` (WHO: `contact`), `general`, `none`, `manual` (an investigator decides) or `unknown`
    reason    `no_determination`, `outside_window`, `rule`, or `not_listed`: no rule of the edition speaks of
              such a setting or vehicle, so an investigator decides (`manual`) or first asks (`unknown`)
    """

    outcome: str
    reason: str
    evaluations: tuple[Evaluation, ...] = ()


def determines_contacts(pack: Pack) -> bool:
    """Whether the edition determines contacts at all; since 2023-01-08 it does not."""
    return all(rule.params.get("determined", True) for rule in pack.rules_of("CONTACT") if rule.name == "contact/none")


def contact_of_contact(pack: Pack) -> str:
    """`secondary` if the edition determines contacts of contacts, else `none`."""
    named = [rule for rule in pack.rules_of("CONTACT") if rule.name == "contact/secondary"]
    return "secondary" if any(rule.params["determined"] for rule in named) else NONE


def judge_exposure(
    pack: Pack, case: CaseTimes, exposure: Exposure, *, at: datetime, zone: ZoneInfo | None = None
) -> Judgement:
    """What an edition says about one exposure, asked rule by rule.

    Outside the window nothing else is asked. Inside it the strongest result of the setting rules and of the
    vehicle rule holds; `unknown` means that a fact must be asked for before anybody decides.
    Errors: CaseIncomplete if the case lacks the date the edition counts from; SeatUnknown.
    """
    if not determines_contacts(pack):
        return Judgement(NONE, "no_determination")
    city = zone or pack.zone
    in_time = judge_window(pack, case, exposure.on, at=at, zone=city)
    if in_time.result != "inside":
        return Judgement(NONE, "outside_window", (in_time,))
    asked = _settings(pack, exposure, at)
    if exposure.journey is not None:
        travelled = judge_journey(pack, exposure.journey, at=at)
        asked += [travelled] if travelled is not None else []
    if not asked:
        outcome = UNKNOWN if exposure.setting is None else "manual"
        return Judgement(outcome, "not_listed", (in_time,))
    outcome = max((item.result for item in asked), key=_ORDER.index)
    return Judgement(outcome, "rule", (in_time, *asked))


def _settings(pack: Pack, exposure: Exposure, at: datetime) -> list[Evaluation]:
    facts: dict[str, Fact] = {
        "exposure.setting": exposure.setting,
        "exposure.protected": exposure.protected,
        "exposure.metres": exposure.metres,
        "exposure.minutes": exposure.minutes,
        "exposure.touched": exposure.touched,
        "exposure.cared_unprotected": exposure.cared_unprotected,
    }
    asked = []
    for rule in pack.rules_of("CONTACT"):
        if rule.logic is None or "mode" in rule.params or "window" in rule.params:
            continue
        if "settings" in rule.params and exposure.setting not in rule.params["settings"]:
            continue
        asked.append(evaluate(pack, rule, {name: facts[name] for name in rule.inputs}, at=at))
    return asked


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who classified: an opaque reference of the person and of the employing body."""

    person: str
    body: str


def manual_state(first: Reviewer, second: Reviewer | None) -> str:
    """State of a classification by hand: `RECORDED` until somebody else from another employing body reviews it."""
    if second is None or second.person == first.person or second.body == first.body:
        return "RECORDED"
    return "REVIEWED"
