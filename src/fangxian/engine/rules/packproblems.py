"""What can be wrong with a rule pack, said in both languages with its place."""

from dataclasses import dataclass

from fangxian.engine.texts import Bilingual

_MESSAGES: dict[str, Bilingual] = {
    "not_yaml": Bilingual("文件不是有效的 YAML：{detail}", "the file is not valid YAML: {detail}"),
    "alias": Bilingual("不允许使用 YAML 锚点或别名", "YAML anchors and aliases are not allowed"),
    "repeated_key": Bilingual("键“{key}”重复出现", "the key {key!r} appears twice"),
    "wrong_shape": Bilingual("不符合规则包格式：{detail}", "does not have the shape of a pack: {detail}"),
    "duplicate_pack": Bilingual("规则包编号“{id}”重复", "two packs have the id {id!r}"),
    "two_in_force": Bilingual(
        "与“{other}”同属一个系列且有效期重叠",
        "is in force at the same time as {other!r}",
    ),
    "duplicate_rule": Bilingual("规则编号“{id}”重复", "two rules have the id {id!r}"),
    "foreign_rule": Bilingual(
        "规则编号必须以“{pack}/”开头",
        "a rule's id must begin with {pack!r} and a slash",
    ),
    "duplicate_source": Bilingual("来源“{ref}”重复", "two sources have the reference {ref!r}"),
    "unknown_source": Bilingual("来源“{ref}”未在规则包中列出", "the source {ref!r} is not listed in the pack"),
    "validity_reversed": Bilingual("有效期的结束不晚于开始", "the end of validity is not after its beginning"),
    "unknown_zone": Bilingual("时区“{zone}”不存在", "there is no time zone {zone!r}"),
    "forbidden_input": Bilingual("输入项“{field}”被禁止：{zh}", "the input {field!r} is forbidden: {en}"),
    "unlisted_input": Bilingual(
        "逻辑使用了未列入 inputs 的“{field}”",
        "the logic reads {field!r}, which inputs does not list",
    ),
    "unused_input": Bilingual("输入项“{field}”没有被使用", "the input {field!r} is listed but never read"),
    "bad_logic": Bilingual("逻辑无效：{detail}", "the logic is not valid: {detail}"),
    "no_tests": Bilingual("含逻辑的规则必须附带算例", "a rule with logic must carry worked examples"),
    "turn_back": Bilingual(
        "不得以劝返（TURN_BACK）作为结果",
        "turning people back (TURN_BACK) is never an outcome",
    ),
    "no_ceiling": Bilingual("对人的措施必须写明上限", "a measure on a person must state its ceiling"),
    "no_milder": Bilingual(
        "对人的措施必须列出更轻的办法",
        "a measure on a person must list the milder options",
    ),
    "no_legal_basis": Bilingual("对人的措施必须写明法律依据", "a measure on a person must name its legal basis"),
    "no_end": Bilingual(
        "措施的每一阶段都必须有天数",
        "every phase of a measure must have a length in days",
    ),
    "over_ceiling": Bilingual(
        "各阶段合计 {total} 天，超过上限 {days} 天",
        "its phases add up to {total} days, more than its ceiling of {days}",
    ),
    "harsher_than_ceiling": Bilingual(
        "阶段类型“{phase}”重于上限“{ceiling}”",
        "the phase {phase!r} is more intrusive than its ceiling {ceiling!r}",
    ),
    "not_milder": Bilingual(
        "“{option}”并不比“{phase}”更轻",
        "{option!r} is not milder than the measure's own {phase!r}",
    ),
    "measure_on_general": Bilingual(
        "一般接触者不得采取措施",
        "a general contact is informed; no measure may follow from it",
    ),
    "ceiling_elsewhere": Bilingual(
        "只有 MEASURE 规则可以带有上限或更轻办法",
        "only a MEASURE rule carries a ceiling or milder options",
    ),
    "small_numbers": Bilingual(
        "公布的最小人数不得低于 {least}",
        "the smallest published count may not be below {least}",
    ),
    "override_unbounded": Bilingual(
        "地方加严必须有命令、公开网址，且有效期不超过 14 天",
        "a local override needs an order, a public address and an end within 14 days",
    ),
}


@dataclass(frozen=True, slots=True)
class PackProblem:
    """One reason why a pack does not load: which file, where in it, what, in both languages."""

    file: str
    where: str
    code: str
    message: Bilingual


class PackError(ValueError):
    """A pack that cannot be used; `problems` holds every reason found."""

    def __init__(self, problems: tuple[PackProblem, ...]) -> None:
        super().__init__("; ".join(f"{item.file}: {item.where}: {item.message.en}" for item in problems))
        self.problems = problems


def problem(file: str, where: str, code: str, **detail: object) -> PackProblem:
    """A problem of a known code with its texts filled in."""
    text = _MESSAGES[code]
    return PackProblem(file, where, code, Bilingual(text.zh.format(**detail), text.en.format(**detail)))
