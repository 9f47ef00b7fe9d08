from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels


class PacksConfig(AppConfig):
    name = "fangxian.core.packs"
    label = "packs"

    def ready(self) -> None:
        add_labels(
            "packs.state",
            {
                "draft": (said("Draft, not adopted"), "draft"),
                "proposed": (said("Waits for signatures"), "wait"),
                "adopted": (said("Adopted"), "good"),
            },
        )
        add_labels(
            "packs.evidence",
            {
                "V": said("Read in the original or a close copy"),
                "S": said("Seen in secondary copies only"),
                "M": said("From general knowledge, not verified"),
                "D": said("Our own decision, no outside rule fixes it"),
            },
        )
        add_labels(
            "packs.capacity",
            {"health_authority": said("Health authority"), "legal_review": said("Legal review")},
        )
        add_labels("packs.kind", KINDS)


KINDS = {
    "CONTACT": said("Contacts"),
    "AREA_RISK": said("Area risk"),
    "SCREEN": said("Look-back on arrivals"),
    "MEASURE": said("Measures"),
    "RELEASE": said("Release"),
    "CLOCK": said("Clocks"),
    "THRESHOLD": said("Thresholds"),
    "PUBLICATION": said("Publication"),
    "RETENTION": said("Retention"),
    "PATROL": said("Patrols"),
    "POST": said("Posts on roads"),
    "REQUEST": said("Requests to the hotline"),
    "LETTER": said("Letters of co-governance"),
    "SUPERVISION": said("Supervision"),
    "INDEX": said("Indices"),
    "STAY": said("Stays"),
    "TOKEN": said("Codes at gates"),
}
