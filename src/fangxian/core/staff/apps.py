from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels


class StaffConfig(AppConfig):
    name = "fangxian.core.staff"
    label = "staff"

    def ready(self) -> None:
        add_labels(
            "staff.sector",
            {
                "health": said("Health"),
                "community": said("Communities"),
                "public_security": said("Public security"),
                "transport": said("Transport"),
                "command": said("Command and government"),
                "department": said("Other department"),
                "firm": said("Firms"),
                "oversight": said("Oversight"),
            },
        )
        add_labels(
            "staff.posts",
            {"held": said("Held now"), "to_come": said("Yet to begin"), "ended": said("Ended"), "all": said("All")},
        )
        add_labels(
            "staff.post_state",
            {
                "held": (said("In post"), "good"),
                "to_come": (said("Yet to begin"), "wait"),
                "ended": (said("Ended"), "ended"),
            },
        )
        add_labels(
            "staff.outcome",
            {
                "accepted": (said("Accepted"), "good"),
                "duplicate": (said("Duplicate"), "ended"),
                "quarantined": (said("Needs an answer"), "wait"),
                "rejected": (said("Rejected"), "late"),
            },
        )
        add_labels("staff.sponsored", {"area": said("An area"), "post": said("A post"), "site": said("A site")})
