"""How many patrol groups a village needs, from the table of a PATROL pack.

Source: Ma'anshan 2020 ("5,000以上" 8, "3,000至5,000" 6, "3,000以下" 4); Civil Code art. 1259: 以上 includes the number,
and where two bands overlap the higher applies (our decision). Cases: spec/patrols.md
"""

from fangxian.engine.rules.packs import Pack


def groups_needed(pack: Pack, population: int) -> int:
    """Patrol groups for a village of this population. Errors: ValueError for a negative population."""
    if population < 0:
        raise ValueError("a population is never negative")
    bands = pack.rule("village-groups").params["bands"]
    fitting = [band for band in bands if population >= band["at_least"]]
    return int(max(fitting, key=lambda band: int(band["at_least"]))["groups"])
