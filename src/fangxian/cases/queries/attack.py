"""Secondary attack rates by setting: who of the contacts of a case became a case herself (F09)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from fangxian.cases import rules
from fangxian.cases.models import Case, Classification, Exposure
from fangxian.core.actors.rules import Actor
from fangxian.engine.attack_rates import AttackRate

from . import agreed, holding


@dataclass(frozen=True)
class SettingRate:
    """One setting of an edition; `case_count` how many cases had a contact in it."""

    setting: str
    rate: AttackRate
    case_count: int


def contacts_of_cases(by: Actor, *, at: datetime) -> QuerySet[Exposure]:
    """The denominator: exposures found to be contacts, of cases in the reader's area that nobody ruled out.

    became_ill  whether the person is a case herself whose sample was taken on or after the day of their first
                contact: somebody ill before is no secondary case
    """
    binds = Classification.objects.filter(
        holding(), agreed(), exposure=OuterRef("pk"), outcome__in=rules.BINDING_OUTCOMES, classified_at__lte=at
    )
    later = Case.objects.filter(
        Q(ruled_out_at=None) | Q(ruled_out_at__gt=at), person_id=OuterRef("person_id"), opened_at__lte=at,
        sampled_on__gte=OuterRef("first_on"),
    ).exclude(id=OuterRef("case_id"))  # fmt: skip
    return (
        Exposure.objects.filter(
            Q(case__ruled_out_at=None) | Q(case__ruled_out_at__gt=at), programme_id=by.programme_id,
            case__area_code__startswith=by.area_code,
        )
        .filter(Exists(binds))
        .annotate(first_on=Coalesce(F("first_contact_on"), F("last_contact_on")))
        .annotate(became_ill=Exists(later))
    )  # fmt: skip


def attack_rates(by: Actor, *, at: datetime) -> list[SettingRate]:
    """The rate of each setting and of all together ("" last); a person counts once for each case and setting."""
    met: dict[str, set[tuple[object, object]]] = {}
    ill: dict[str, set[tuple[object, object]]] = {}
    cases: dict[str, set[object]] = {}
    rows = contacts_of_cases(by, at=at).values_list("setting", "case_id", "person_id", "became_ill")
    for setting, case_id, person_id, became_ill in rows:
        for key in (setting, ALL):
            met.setdefault(key, set()).add((case_id, person_id))
            cases.setdefault(key, set()).add(case_id)
            if became_ill:
                ill.setdefault(key, set()).add((case_id, person_id))
    found = [SettingRate(key, AttackRate(len(met[key]), len(ill.get(key, ()))), len(cases[key])) for key in met]
    return sorted(found, key=lambda one: (one.setting == ALL, -one.rate.exposed_count, one.setting))


ALL = ""  # every setting together
