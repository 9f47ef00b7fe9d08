from collections.abc import Mapping

from django.apps import AppConfig

from fangxian.core.problems.rules import said

LABELS: dict[str, Mapping[str, tuple[str, str] | str]] = {
    "erasure.state": {
        "running": (said("Running"), "live"),
        "declared": (said("Stand-down declared, not begun yet"), "wait"),
        "ended": (said("Ended; staff may still close their work"), "wait"),
        "read_only": (said("Ended; only each person reads the own file"), "wait"),
        "to_erase": (said("To be erased now"), "late"),
        "erasing": (said("Being erased"), "wait"),
        "erased": (said("Erased and certified"), "ended"),
    },
    "erasure.hold_state": {
        "proposed": (said("Waits for the second person"), "wait"),
        "holding": (said("Holds the record"), "live"),
        "lifted": (said("Lifted"), "ended"),
        "over": (said("Over"), "ended"),
    },
    "erasure.retention_class": {
        "programme": said("Programme, without people"),
        "gate_log": said("Counts at posts"),
        "passage": said("Registered passages"),
        "survey": said("Survey visits"),
        "declaration": said("Declarations"),
        "reading": said("Follow-up readings"),
        "case": said("Cases, contacts, exposures, files"),
        "measure": said("Decisions on measures, appeals, objections"),
        "advice": said("Advice and messages"),
        "property": said("Property in custody"),
        "hotline": said("Hotline"),
        "audit": said("Audit, without identities"),
        "staff": said("Staff"),
        "import": said("Pushed lists"),
        "task": said("Field tasks"),
        "reference": said("Reference data, without people"),
        "sign_in": said("Sign-ins and sessions"),
        "token": said("Codes for gates that were issued"),
    },
    "erasure.signer": {
        "data_holder": said("Data holder"),
        "independent_auditor": said("Independent auditor"),
        "notary": said("Notary"),
    },
    "erasure.key": {
        "identifiers": said("Identifiers"),
        "index": said("Search indexes"),
        "audit": said("References of the audit"),
        "field": said("What phones sealed"),
        "token_root": said("Root of the codes for gates"),
        "token_signing": said("Signatures on codes for gates"),
    },
    "erasure.then": {
        "delete": said("deleted"),
        "pseudonymise": said("names removed"),
        "de_identify": said("made anonymous"),
        "hand_over_then_delete": said("handed over to the lawful holder, then deleted"),
        "keep_chain": said("the chain stays, without identities"),
        "keep": said("kept"),
    },
}


class ErasureConfig(AppConfig):
    name = "fangxian.erasure"
    label = "erasure"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        from .rules.clocks import HOLD_WORDS
        from .rules.standing_down import SCOPE_WORDS

        add_labels("erasure.kept_because", dict(HOLD_WORDS))
        add_labels("erasure.scope", dict(SCOPE_WORDS))
        for kind, labels in LABELS.items():
            add_labels(kind, labels)
