"""Every kind of record that a phone sends, and the room that takes it in. To add one: a function of this shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fangxian.core.packs.queries import pack_in_force
from fangxian.engine.merging import Landed
from fangxian.intake.sources.checkpoint.services import land_checks

from .services import Land


def _checks(records: Sequence[object], **given: object) -> list[Landed]:
    programme, at = given["programme"], given["at"]
    return land_checks(records, pack=pack_in_force(programme, "cn.temperature", at), **given)  # type: ignore[arg-type]


KINDS: Mapping[str, Land] = {"check": _checks}
