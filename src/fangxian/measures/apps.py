from django.apps import AppConfig

from fangxian.core.problems.rules import said


class MeasuresConfig(AppConfig):
    name = "fangxian.measures"
    label = "measures"

    def ready(self) -> None:
        from fangxian.core.screens.rules import add_labels

        for kind, labels in LABELS.items():
            add_labels(kind, labels)


LABELS: dict[str, dict[str, tuple[str, str] | str]] = {
    "measures.state": {
        "proposed": (said("Proposed, waits for approval"), "wait"),
        "declined": (said("Declined"), "ended"),
        "withdrawn": (said("Withdrawn"), "ended"),
        "lapsed": (said("Lapsed before it was served"), "ended"),
        "approved": (said("Approved, to be served"), "wait"),
        "active": (said("In force"), "live"),
        "expired": (said("Ended by itself"), "ended"),
        "released_early": (said("Released early"), "ended"),
        "revoked": (said("Revoked"), "ended"),
        "superseded_shorter": (said("Shortened by a new edition"), "ended"),
    },
    "measures.type": {
        "INFORM": said("Information and advice"),
        "SELF_MONITOR": said("Self-monitoring: move freely, take the temperature"),
        "HOME_MONITOR": said("Health monitoring at home: mostly at home, out if needed"),
        "HOME_OBS": said("Home isolation (medical observation at home)"),
        "FACILITY_OBS": said("Isolation in a designated site"),
    },
    "measures.end_reason": {
        "end_of_course": said("The time was over"),
        "ruled_out": said("The case was found to be no case"),
        "no_longer_contact": said("Judged again, the ground no longer holds"),
        "order_revoked": said("The order was revoked"),
        "stood_down": said("The programme has ended"),
        "released": said("Released early by the health authority"),
        "replaced": said("Replaced by a new decision"),
        "new_edition": said("A new edition of the rules shortened it"),
        "revoked": said("The decision was revoked"),
        "appeal_overturned": said("An appeal found that the decision was wrong"),
        "appeal_varied": said("Ended early on appeal"),
    },
    "measures.served_how": {
        "in_person": said("Handed over in person and signed"),
        "refused_to_sign": said("Handed over, refused to sign"),
        "left_at_door": said("Left at the door after speaking through it or by phone"),
        "by_helper": said("Received by a helper for the person"),
    },
    "measures.audience": {
        "subject": said("The person"),
        "guardian": said("Guardian or carer"),
        "grid": said("Grid worker"),
        "health_post": said("Community health post"),
        "community": said("Community committee"),
        "hospital": said("Hospital"),
        "employer": said("Employer"),
        "school": said("School"),
        "police_assist": said("Police, for a stated request of assistance"),
    },
    "measures.channel": {
        "paper": said("On paper"),
        "in_person": said("In person"),
        "phone": said("By phone"),
        "system": said("By this system"),
        "own_page": said("On one's own page"),
    },
    "measures.told_of": {
        "decision": said("The decision"),
        "end": said("The end"),
        "void": said("That the decision was wrong"),
    },
    "measures.appeal": {
        "none": said("None"),
        "lodged": (said("Appeal lodged"), "wait"),
        "upheld": (said("Decision upheld"), "ended"),
        "overturned": (said("Decision overturned"), "good"),
        "varied": (said("Decision varied"), "good"),
    },
    "measures.answer": {
        "upheld": said("The decision stands: the measure goes on and ends by itself."),
        "varied": said("The measure was right, and is no longer needed: it ends now."),
        "overturned": said("The decision was wrong: the measure is void, and everybody who was told is told so."),
    },
    "measures.late": {
        "acknowledge": (said("Not acknowledged in time"), "late"),
        "decide": (said("Not answered in time"), "late"),
    },
    "measures.leave": {
        "medical": said("To see a doctor"),
        "emergency": said("Medical emergency"),
        "childbirth": said("Childbirth"),
        "dialysis": said("Dialysis"),
        "violence": said("Violence at home"),
        "fire": said("Fire or danger in the house"),
        "death_in_family": said("Death in the family"),
        "other": said("Another reason"),
    },
    "messages.kind": {
        "measures.ended": said("End of a measure"),
        "measures.appeal_arrived": said("An appeal has arrived"),
        "measures.appeal_answered": said("Answer to an appeal"),
        "measures.was_wrong": said("A measure was wrong"),
    },
    "audit.alarm": {
        "measures.replay_differs": said("Computed again, not the same"),
        "measures.appeal_late": said("Appeals that were not answered in time"),
        "measures.appeal_decided": said("Appeals that were answered"),
    },
    "measures.kind": {"home_isolation": said("Home isolation")},
    "home_isolation.condition": {
        "stay_home": said("Stay at home, on your own floor or in your own rooms."),
        "own_room": said("Sleep and eat in a room of your own if there is one."),
        "two_readings": said("Take your temperature in the morning and in the evening and tell the health contact."),
        "tell_symptoms": said("Tell the health contact at once if you feel ill."),
        "ventilate": said("Open the windows several times a day."),
        "no_visitors": said("Receive no visitors."),
        "separate_tableware": said("Use your own tableware and towels."),
        "mask_when_sharing": said("Wear a mask when you share a room with others."),
    },
    "home_isolation.support": {
        "groceries": said("Food and daily goods"),
        "medicine": said("Medicine"),
        "rubbish": said("Rubbish"),
        "health_contact": said("Health contact who calls twice a day"),
        "care": said("Care for relatives, transport to treatment, pets"),
        "other": said("Other help"),
    },
    "home_isolation.need": {
        "dialysis": said("Dialysis"),
        "pregnancy": said("Pregnancy"),
        "regular_medicine": said("Regular medicine"),
        "disability": said("Disability"),
        "lives_alone_elderly": said("Old and living alone"),
        "small_children": said("Small children"),
        "cares_for": said("Cares for somebody"),
        "pet": said("Pet"),
        "other_language": said("Speaks another language"),
    },
}
