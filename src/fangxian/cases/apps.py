from django.apps import AppConfig

from fangxian.core.problems.rules import said


class CasesConfig(AppConfig):
    name = "fangxian.cases"
    label = "cases"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        from .rules import batches, exposed, interviews, linelists, links, traces

        for kind, labels in LABELS.items():
            add_labels(kind, labels)
        add_labels("cases.exposure_state", batches.STATES)
        add_labels("cases.next", batches.NEXT)
        add_labels("cases.decision", DECISIONS)
        add_labels("cases.place", interviews.PLACES)
        add_labels("cases.line_source", interviews.SOURCES)
        add_labels("cases.interview", interviews.STATES)
        add_labels("cases.link_source", links.SOURCES)
        add_labels("cases.trace_word", traces.WORDS)
        add_labels("cases.certainty", links.CERTAINTIES)
        add_labels("cases.origin", links.ORIGINS)
        add_labels("cases.list_state", linelists.STATES)
        add_labels("cases.line_outcome", linelists.OUTCOMES)
        add_labels("cases.line_subject", linelists.SUBJECTS)
        add_labels("cases.line_field", linelists.FIELDS)
        add_labels("cases.flag", links.FLAGS)
        add_labels("cases.forecast", links.FORECASTS)
        add_labels("cases.taken_back", exposed.TAKEN_BACK)
        add_labels("cases.exposed", exposed.STATES)
        add_labels("cases.ill", {"true": said("Yes"), "false": said("No")})
        add_labels("cases.return_reason", batches.RETURN_REASONS)


DECISIONS = {"agreed": (said("Agreed"), "good"), "returned": (said("Sent back"), "draft")}
LABELS: dict[str, dict[str, tuple[str, str] | str]] = {
    "cases.class": {
        "confirmed": (said("Confirmed case"), "live"),
        "suspected": (said("Suspected, waiting for the second laboratory"), "wait"),
        "asymptomatic": (said("Infected without symptoms"), "live"),
    },
    "cases.state": {"open": (said("Open case"), "live"), "ruled_out": (said("Ruled out: no case"), "ended")},
    "cases.classification": {
        "recorded": (said("Recorded, waits for a second reviewer"), "wait"),
        "classified": (said("Classified by rule"), "good"),
        "reviewed": (said("Reviewed by two bodies"), "good"),
        "replaced": (said("Replaced"), "ended"),
    },
    "cases.outcome": {
        "close": (said("Close contact"), "live"),
        "contact": (said("Contact"), "live"),
        "secondary": (said("Contact of a contact"), "live"),
        "general": (said("General contact: inform only"), "ended"),
        "none": (said("No contact"), "ended"),
        "inside": (said("Within the days that count"), "live"),
        "manual": (said("To be judged by hand"), "wait"),
        "unknown": (said("A fact is missing: ask"), "wait"),
    },
    "cases.reason": {
        "rule": said("By the rule below"),
        "outside_window": said("The last contact lies outside the days that count"),
        "not_listed": said("The edition lists no such setting: somebody has to judge"),
        "no_determination": said("The edition in force determines no contacts"),
        "by_hand": said("By hand, with a reason"),
    },
    "cases.document": {
        "id_card": said("Resident identity card"),
        "passport": said("Passport"),
        "hk_macau_permit": said("Travel or residence permit of Hong Kong or Macao residents"),
        "taiwan_permit": said("Travel or residence permit of Taiwan residents"),
        "residence_permit": said("Foreign permanent residence card"),
        "other": said("Another document"),
    },
    "cases.relation": {
        "family": said("Family"),
        "carer": said("Carer"),
        "colleague": said("Colleague"),
        "classmate": said("Classmate"),
        "friend": said("Friend"),
        "medical": said("Medical staff"),
        "stranger": said("Not acquainted"),
        "other": said("Another relation"),
        "unknown": said("Relation not known"),
    },
    "cases.protection": {
        "none": said("Neither was protected"),
        "one_side": said("Only one side was protected"),
        "both": said("Both were effectively protected"),
        "unknown": said("Protection not known"),
    },
    "cases.evidence": {
        "interview_case": said("Interview with the case"),
        "interview_contact": said("Interview with the contact"),
        "venue_record": said("Register of the place"),
        "roster": said("Roster or class list"),
        "manifest": said("Passenger list handed over for this case"),
        "inspection": said("Inspection of the place"),
        "line_list": said("List of another system"),
        "records": said("Records of places, by a trace"),
    },
    # The keys are those of the packs; an edition that brings a new one shows its rule's own text.
    "cases.setting": {
        "household": said("Lived in the same household"),
        "care": said("Cared for or treated the case"),
        "aerosol": said("Same room during care that produces aerosols"),
        "shared_space": said("Close together in an office, workshop, class, lift or dormitory"),
        "meal": said("Shared a meal or entertainment indoors"),
        "visiting": said("Visited the case"),
        "contaminated": said("Touched surroundings of the case"),
        "judged": said("Another situation, to be judged by the investigator"),
        "same_venue": said("Was in the same place, not close"),
        "passing": said("Passed by"),
        "vehicle": said("Aboard the same vehicle"),
    },
}
