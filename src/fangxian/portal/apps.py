from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "fangxian.portal"
    label = "portal"

    def ready(self) -> None:
        """Give every code that residents read its word."""
        from fangxian.core.problems.rules import said
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("portal.about", dict(rules.ABOUTS))
        add_labels("portal.decision", dict(rules.DECISIONS))
        add_labels("portal.evidence", dict(rules.EVIDENCE))
        add_labels("portal.held", {held.key: held.label for held in rules.HELD} | {"audit": rules.AUDIT_LABEL})
        add_labels("portal.look", dict(rules.LOOK_KINDS))
        add_labels("portal.channel", dict(rules.CHANNELS))
        add_labels("portal.wish", dict(rules.WISHES))
        add_labels("portal.asked", dict(rules.ASKED))
        add_labels("portal.asked_by", dict(rules.ASKED_BY))
        add_labels("portal.window", rules.WINDOWS)
        add_labels("portal.scope", dict(rules.SCOPES))
        add_labels("portal.relation", dict(rules.RELATIONS))
        add_labels("portal.asked_how", dict(rules.ASKED_HOW))
        add_labels("portal.named_how", dict(rules.NAMED_HOW))
        add_labels("portal.optional", {part.key: part.label for part in rules.OPTIONAL})
        add_labels("messages.kind", {"portal.code": said("Code for one's own file"), "portal.helper": said("A helper")})
        add_labels(
            "portal.proxy",
            {
                rules.WAITS: (said("Waits for a second check"), "wait"),
                rules.HOLDS: (said("May help"), "live"),
                rules.OVER: (said("Over"), "ended"),
                rules.TAKEN_BACK: (said("Taken back"), "ended"),
            },
        )
        add_labels(
            "portal.objection",
            {
                rules.LODGED: (said("Received"), "wait"),
                rules.ACKNOWLEDGED: (said("Being looked at"), "live"),
                rules.ANSWERED: (said("Answered"), "good"),
            },
        )
