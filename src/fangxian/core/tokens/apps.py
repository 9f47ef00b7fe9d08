from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "fangxian.core.tokens"
    label = "tokens"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        from . import rules

        add_labels("tokens.kind", rules.KIND_WORDS)
        add_labels("tokens.form", rules.FORM_WORDS)
        add_labels("tokens.state", rules.STATE_WORDS)
        add_labels("tokens.key_state", rules.KEY_STATE_WORDS)
