from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig

from fangxian.core.problems.rules import said


class IntakeConfig(AppConfig):
    name = "fangxian.intake"
    label = "intake"

    def import_models(self) -> None:
        """Load the app's tables and those that its sources bring with them."""
        super().import_models()
        sources = import_module(f"{self.name}.sources")
        for source in iter_modules(sources.__path__, f"{sources.__name__}."):
            if any(part.name == "models" for part in iter_modules(import_module(source.name).__path__)):
                import_module(f"{source.name}.models")

    def ready(self) -> None:
        """Give the codes of this app their words."""
        from fangxian.core.screens.rules import add_labels

        from .registry import SOURCES
        from .rules import manifests
        from .sources.pushed_list.rules import answers, states, telling

        tones = {
            states.HELD: "late", states.FAILED: "late", states.READING: "live", states.COMMITTING: "live",
            states.CONFIRMED: "good", states.COMMITTED: "good", states.CLOSED: "ended", states.DISCARDED: "ended",
        }  # fmt: skip
        add_labels("intake.source", {key: source.label for key, source in SOURCES.items()})
        add_labels("intake.list_state", {key: (text, tones.get(key, "wait")) for key, text in states.STATES})
        outcome_tones = {states.ACCEPTED: "good", states.DUPLICATE: "ended", states.QUARANTINED: "wait"}
        add_labels("intake.outcome", {key: (text, outcome_tones.get(key, "late")) for key, text in states.OUTCOMES})
        add_labels("messages.kind", {telling.HELD_KIND: said("A list is held")})
        add_labels("audit.alarm", {"intake.identical_stays_found": said("People of one list with one identical stay")})
        add_labels("intake.channel", dict(manifests.CHANNELS))
        add_labels("intake.answer_basis", dict(answers.BASES))
        add_labels(
            "intake.forecast",
            {
                "follow_up": (said("Follow-up"), "live"),
                "no_action": (said("No follow-up"), "ended"),
                "undecidable": (said("Undecidable"), "wait"),
            },
        )
        add_labels("intake.clock_profile", {"list": said("List"), "lead": said("Lead"), "serious": said("Serious")})
        _word_declarations_and_posts()
        _word_gates()
        _word_sweeps()
        _word_venues()
        _word_disinfections()
        _word_requests()


def _word_sweeps() -> None:
    from fangxian.core.screens.rules import add_labels

    from .sources.sweep.rules import words as sweep

    add_labels("sweep.kind", dict(sweep.KINDS))
    add_labels("sweep.source", dict(sweep.LIST_SOURCES))
    add_labels("sweep.result", dict(sweep.RESULTS))
    add_labels("sweep.state", dict(sweep.DOOR_STATES))
    add_labels("sweep.round", dict(sweep.ROUND_STATES))
    add_labels("sweep.reason", dict(sweep.REASONS))
    add_labels("sweep.outcome", dict(sweep.OUTCOMES))
    add_labels("sweep.list", dict(sweep.LIST_STATES))


def _word_gates() -> None:
    from fangxian.core.screens.rules import add_labels

    from .sources.gate import rules as gate

    add_labels("gate.kind", dict(gate.KINDS))
    add_labels("gate.direction", dict(gate.DIRECTIONS))
    add_labels("gate.class", dict(gate.CLASSES))
    add_labels("gate.way", dict(gate.WAYS))
    add_labels("gate.word", gate.WORD_WORDS)
    add_labels("gate.emergency", dict(gate.EMERGENCIES))
    add_labels("gate.outcome", dict(gate.OUTCOMES))
    add_labels("gate.reporter", dict(gate.REPORTERS))
    add_labels("gate.state", gate.STATE_WORDS)
    add_labels("gate.report", {"held_up": said("Held up by mistake")})
    add_labels("gate.report_state", gate.REPORT_STATES)
    add_labels("messages.kind", {"gate.held_up": said("Somebody was held up at a gate")})


def _word_venues() -> None:
    from fangxian.core.screens.rules import add_labels

    from .sources.venue import rules as venue

    add_labels("venue.kind", dict(venue.KINDS))
    add_labels("venue.counted_by", dict(venue.COUNTED_BY))
    add_labels("venue.fullness", venue.FULLNESS)


def _word_disinfections() -> None:
    from fangxian.core.screens.rules import add_labels

    from .sources.disinfection import rules as disinfection

    add_labels("disinfection.place", disinfection.PLACE_KINDS)
    add_labels("disinfection.agent", {agent: text for agent, (text, _) in disinfection.AGENTS.items()})


def _word_requests() -> None:
    from fangxian.core.screens.rules import add_labels

    from .sources.service_request import rules as requests
    from .sources.service_request.rules import files, lateness, photos, stripping

    add_labels("requests.channel", requests.CHANNELS)
    add_labels("requests.state", requests.STATES)
    add_labels("requests.step", {**requests.STEPS, **photos.STEPS})
    add_labels("requests.photo", photos.STATES)
    add_labels("requests.finding", photos.FINDINGS)
    add_labels("requests.satisfaction", requests.SATISFACTION)
    add_labels("requests.group", requests.GROUPS)
    add_labels("requests.proposed_from", requests.PROPOSED_FROM)
    add_labels("requests.left_out", stripping.KINDS)
    add_labels("requests.clock", lateness.CLOCKS)
    add_labels("requests.why_late", lateness.REASONS)
    add_labels("requests.file_state", files.STATES)


def _word_declarations_and_posts() -> None:
    from fangxian.core.screens.rules import add_labels

    from .sources.checkpoint import rules as checkpoint
    from .sources.checkpoint.rules import around, standing
    from .sources.declaration import rules as declaration

    add_labels("declaration.document", dict(declaration.DOCUMENT_KINDS))
    add_labels("declaration.transport", dict(declaration.TRANSPORT_MODES))
    add_labels("declaration.receiver", dict(declaration.RECEIVER_KINDS))
    add_labels("declaration.symptom", dict(declaration.SYMPTOMS))
    add_labels("declaration.version", declaration.VERSION_WORDS)
    add_labels("checkpoint.kind", dict(checkpoint.KINDS))
    add_labels("checkpoint.ring", dict(checkpoint.RINGS))
    add_labels("checkpoint.direction", dict(checkpoint.DIRECTIONS))
    add_labels("checkpoint.emergency", dict(checkpoint.EMERGENCIES))
    add_labels("checkpoint.verdict", checkpoint.VERDICT_WORDS)
    add_labels("checkpoint.declaration", checkpoint.DECLARATION_WORDS)
    add_labels("checkpoint.method", checkpoint.METHOD_WORDS)
    add_labels("checkpoint.state", checkpoint.STATE_WORDS)
    add_labels("checkpoint.function", checkpoint.FUNCTIONS)
    add_labels("checkpoint.risk", standing.RISKS)
    add_labels("checkpoint.complaint", around.COMPLAINTS)
    add_labels("checkpoint.complaint_state", around.COMPLAINT_STATES)
    add_labels("checkpoint.channel", around.CHANNELS)
    add_labels("checkpoint.help", around.HELP)
    add_labels("checkpoint.transit", around.TRANSIT_STATES)
    add_labels(
        "messages.kind",
        {"checkpoint.queue": said("A long queue at a post"), "checkpoint.complaint": said("A complaint about a post")},
    )
    add_labels("audit.alarm", {"intake.complaint_of_turning_back": said("Somebody was turned back at a post")})
