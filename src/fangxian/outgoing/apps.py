from django.apps import AppConfig


class OutgoingConfig(AppConfig):
    name = "fangxian.outgoing"
    label = "outgoing"

    def ready(self) -> None:
        """Give every code of packages and requests its word."""
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("outgoing.state", dict(rules.STATES))
        add_labels("outgoing.purpose", {key: purpose.label for key, purpose in rules.PURPOSES.items()})
        add_labels("outgoing.column", rules.COLUMNS | rules.REQUEST_COLUMNS)
        add_labels("outgoing.decline", dict(rules.DECLINE_REASONS))
        add_labels("outgoing.revoke", dict(rules.REVOKE_REASONS))
        add_labels("outgoing.result", dict(rules.RESULTS))
        add_labels("outgoing.failure", dict(rules.FAILURES))
        add_labels("outgoing.asker", dict(rules.ASKERS))
        add_labels("outgoing.wanted", dict(rules.WANTED))
        add_labels("outgoing.channel", dict(rules.CHANNELS))
