"""What is written to a sender and to our own desk when a list is held."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fangxian.engine.texts import Bilingual

HELD_KIND = "list_held"


def held_text(*, sender: str, reference: str, city: str, problem: Mapping[str, Any]) -> Bilingual:
    """The message to both sides. It names the list and what disagrees, and nobody on it."""
    named = f"{sender} {reference}".strip()
    values = problem["values"]
    if problem["code"] == "pushed_list.count_disagrees":
        zh = f"文件有{values['found']}行，清单写明{values['told']}行"
        en = f"the file holds {values['found']} rows, the manifest says {values['told']}"
    else:
        zh = f"文件与清单的校验值不一致（收到 {values['found']}…，清单 {values['told']}…）"
        en = f"the hash of the file begins {values['found']}, the manifest says {values['told']}"
    return Bilingual(
        zh=f"【{city}联防联控】名单“{named}”已暂扣：{zh}。未读取任何内容，请重发或更正清单。",
        en=f"[{city} joint command] The list {named} is held: {en}. Nothing was read; send it again or correct it.",
    )
