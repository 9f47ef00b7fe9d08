from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels


class OrdersConfig(AppConfig):
    name = "fangxian.core.orders"
    label = "orders"

    def ready(self) -> None:
        add_labels(
            "orders.state",
            {
                "draft": (said("Draft"), "draft"),
                "legal_review": (said("Reviewed, waits for signatures"), "wait"),
                "signed": (said("Signed, not yet in effect"), "wait"),
                "in_force": (said("In force"), "good"),
                "expired": (said("Ended"), "ended"),
                "revoked": (said("Revoked"), "ended"),
            },
        )
        add_labels(
            "orders.enables",
            {
                "arrivals_home_observation": said("Home observation of arrivals"),
                "road_closure": said("Roads and exits are closed"),
                "area_list": said("An area list takes effect"),
                "checkpoint": said("Checkpoints"),
                "gate": said("Gates of estates, villages and firms"),
                "registration": said("Registering each passage one by one"),
                "local_narrowing": said("A local rule narrower than the national one"),
                "stand_down": said("The programme ends and its data are erased"),
            },
        )
