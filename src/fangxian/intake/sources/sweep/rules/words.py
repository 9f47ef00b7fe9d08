"""The words of a sweep: what a list holds, what a door may come to, what a household may need (F06)."""

from __future__ import annotations

from fangxian.core.problems.rules import said
from fangxian.engine import coverage
from fangxian.engine.lines import Line
from fangxian.engine.texts import Bilingual
from fangxian.intake.rules import Source

SOURCE = Source(
    key="sweep",
    label=said("Door-to-door visit"),
    line=Line.SWEEP,
    legal_basis=said("Infectious Diseases Law 2013, article 9: residents' committees help; answering is free"),
)

# What a denominator is made of.
BUILDING, FIRM, VILLAGE = "building", "firm", "village"
KINDS = {
    BUILDING: said("Building with flats"),
    FIRM: said("Firms of one address"),
    VILLAGE: said("Village households"),
}
# How doors came to be on a list.
IMPORTED, GENERATED, FOUND = "imported", "generated", "found"
LIST_SOURCES = {
    IMPORTED: said("Imported from a file"),
    GENERATED: said("Entered by units, floors and doors"),
    FOUND: said("Found on the way"),
}

# What a visit comes to, and what the door is then. A refusal is a free answer: nothing follows from it.
ANSWERED, ABSENT, REFUSED, VACANT = "answered", "absent", "refused", "vacant"
RESULTS = {
    ANSWERED: said("Somebody answered"),
    ABSENT: said("Nobody at home"),
    REFUSED: said("Would rather not"),
    VACANT: said("Nobody lives here"),
}
DONE = "done"
STATE_OF_RESULT = {
    "": coverage.TO_VISIT, ANSWERED: coverage.VISITED, ABSENT: coverage.ABSENT, REFUSED: coverage.REFUSED,
    VACANT: coverage.VACANT,
}  # fmt: skip
DOOR_STATES = {
    coverage.TO_VISIT: (said("To visit"), "draft"),
    coverage.VISITED: (said("Somebody answered"), "good"),
    coverage.ABSENT: (said("Nobody at home"), "wait"),
    coverage.REFUSED: (said("Would rather not"), "ended"),
    coverage.VACANT: (said("Nobody lives here"), "ended"),
    DONE: (said("Done"), "ended"),
}
OPEN, CLOSED = "open", "closed"
ROUND_STATES = {OPEN: (said("Round is open"), "live"), CLOSED: (said("Round is closed"), "ended")}

# What a household may need; each opens a task to help. Never whom it belongs to, nor where it is from.
NEEDS = {
    "elderly_alone": Bilingual("独居老人", "Elderly person living alone"),
    "disabled": Bilingual("残疾人", "Person with a disability"),
    "pregnant": Bilingual("孕产妇", "Pregnant or just delivered"),
    "dialysis": Bilingual("透析等定期治疗", "Dialysis or other regular treatment"),
    "child_alone": Bilingual("儿童无人照护", "Child without a carer"),
    "medicine": Bilingual("缺药", "Runs out of medicine"),
    "supplies": Bilingual("缺生活物资", "Runs out of food or supplies"),
}

# Why a door is left when a round is closed: about the door, never about the people behind it.
REASONS = {
    "tries_used": said("Tried as often as the plan asks; a note was left"),
    "away": said("Neighbours or the committee say that the household is away"),
    "no_access": said("No way into the building or yard"),
    "no_such_door": said("There is no such door"),
    "reached_by_phone": said("Reached on the phone"),
    "next_round": said("Left for the next round"),
}

OUTCOMES = {
    "accepted": (said("New door"), "good"),
    "duplicate": (said("Known door, or twice in the file"), "ended"),
    "quarantined": (said("A question is open"), "wait"),
    "rejected": (said("Not usable"), "late"),
}
ACCEPTED, DUPLICATE, QUARANTINED, REJECTED = OUTCOMES
LIST_STATES = {
    "tried": (said("Tried, nothing is written"), "wait"),
    "taken_over": (said("On the list now"), "good"),
    "discarded": (said("Discarded"), "ended"),
}

# What is said before anything is asked (F50), and what is said to whoever would rather not answer.
WHY_WE_ASK = Bilingual(
    "我们是社区防疫人员。我们只问这段时间到过哪里、什么时候，以及家里需要什么帮助。不问您是哪里人。"
    "可以不回答，不回答不会有任何后果。说错了随时可以更正，也没有任何后果。资料三十天后删除。",
    "We come from the community. We ask only where you have been and when, and what help you need; never where you are "
    "from. You may say no, and nothing follows from it. Whatever you tell you may correct at any time, and nothing "
    "follows from that. It is deleted after thirty days.",
)
WORDS_AT_REFUSAL = Bilingual(
    "好的，谢谢您。这张卡上有社区电话和防疫提示：发热、咳嗽或需要帮助，随时可以打电话。不再为此上门，除非您找我们。",
    "That is all right, thank you. This card has the community's phone and some advice: call whenever you have a fever "
    "or a cough or need help. Nobody comes again about this unless you ask.",
)
