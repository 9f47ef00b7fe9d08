from django.apps import AppConfig


class PublicationConfig(AppConfig):
    name = "fangxian.publication"
    label = "publication"

    def ready(self) -> None:
        """Give every code of a release its word."""
        from fangxian.core.screens.rules import add_labels

        from . import rules
        from .rules import places

        add_labels("publication.state", dict(rules.STATES))
        add_labels("publication.reason", dict(rules.REASONS))
        add_labels("publication.decline", dict(rules.DECLINE_REASONS))
        add_labels("publication.places_reason", dict(places.REASONS))
        add_labels("publication.why", {str(why): text for why, text in rules.WHYS.items()})
