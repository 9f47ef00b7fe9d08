from django.apps import AppConfig

from fangxian.core.problems.rules import said
from fangxian.core.screens.rules import add_labels


class MessagesConfig(AppConfig):
    name = "fangxian.core.messages"
    label = "outbox"  # the framework's own messages have the other name

    def ready(self) -> None:
        add_labels(
            "messages.state",
            {
                "queued": (said("Waiting to be sent"), "wait"),
                "retrying": (said("Failed, is tried again"), "late"),
                "given_up": (said("Given up"), "late"),
                "sent": (said("Sent"), "good"),
                "shown": (said("Shown here, not sent"), "draft"),
            },
        )
        add_labels("messages.channel", {"sms": said("Text message"), "letter": said("Letter")})
