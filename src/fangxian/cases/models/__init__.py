"""Cases with their laboratory reference, the exposures traced for them, and what each exposure was found to be."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from fangxian.cases import rules
from fangxian.cases.rules.batches import AGREED, DECISIONS, RETURNED
from fangxian.cases.rules.interviews import PLACES
from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord

from .exposed import ExposedPlace
from .linelists import LineList, LineListRow
from .links import CaseLink
from .traces import Trace, TracedContact

__all__ = [
    "BatchEntry", "Case", "CaseLink", "Classification", "ContactBatch", "ExposedPlace", "Exposure", "Interview",
    "InterviewLine", "LineList", "LineListRow", "Trace", "TracedContact",
]  # fmt: skip


class Case(ProgrammeRecord):
    """A person whom a laboratory result links to the disease. Row grain: one person, one illness.

    area_code   where the case is looked after: the owner of the investigation
    learned_at  when the health body learned of the result: the two clocks run from here
    protocol_id the edition in force when the case was opened
    origin      whether the illness was caught here or brought along; "" until somebody says so
    """

    serial = models.PositiveIntegerField(help_text="number of the case within the programme")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="cases")
    area_code = models.CharField(max_length=14, db_index=True)
    case_class = models.CharField(max_length=20)
    lab_name = models.CharField(max_length=100)
    sample_number = EncryptedTextField()
    sample_index = models.BinaryField(max_length=32)
    result_on = models.DateField()
    sampled_on = models.DateField()
    onset_on = models.DateField(null=True, blank=True)
    last_negative_on = models.DateField(null=True, blank=True)
    isolated_at = models.DateTimeField(null=True, blank=True)
    learned_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True, blank=True)
    investigated_at = models.DateTimeField(null=True, blank=True)
    protocol_id = models.CharField(max_length=50)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    ruled_out_at = models.DateTimeField(null=True, blank=True)
    ruled_out_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    ruled_out_reason = EncryptedTextField(null=True, blank=True)
    origin = models.CharField(max_length=10, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "serial"], name="a_case_number_is_used_once"),
            models.UniqueConstraint(fields=["programme", "sample_index"], name="a_sample_is_one_case"),
            models.CheckConstraint(condition=~Q(lab_name=""), name="a_case_names_its_laboratory"),
            models.CheckConstraint(condition=Q(case_class__in=rules.CLASSES), name="a_case_has_a_known_class"),
            models.CheckConstraint(
                condition=Q(result_on__gte=F("sampled_on")), name="a_result_is_not_before_its_sample"
            ),
            models.CheckConstraint(
                condition=Q(case_class=rules.ASYMPTOMATIC, onset_on=None)
                | (~Q(case_class=rules.ASYMPTOMATIC) & Q(onset_on__isnull=False)),
                name="an_asymptomatic_case_has_no_onset_and_others_have_one",
            ),
            models.CheckConstraint(
                condition=Q(ruled_out_at=None, ruled_out_by=None)
                | Q(ruled_out_at__isnull=False, ruled_out_by__isnull=False, ruled_out_reason__isnull=False),
                name="a_case_is_ruled_out_by_somebody_with_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["programme", "area_code", "opened_at"], name="cases_by_area")]

    class Privacy:
        retention = "case"
        personal = {"person", "sample_number", "sample_index"}
        sensitive = {
            "case_class", "lab_name", "result_on", "sampled_on", "onset_on", "last_negative_on", "isolated_at",
            "ruled_out_reason", "origin",
        }  # fmt: skip
        operational = {
            "id", "programme", "serial", "area_code", "learned_at", "reported_at", "investigated_at", "protocol_id",
            "opened_at", "opened_by", "ruled_out_at", "ruled_out_by",
        }  # fmt: skip


class Exposure(ProgrammeRecord):
    """One person's meeting with one case. Row grain: case × person; a correction is a new classification.

    area_code        where the person is now: the owner of whatever has to be done
    last_contact_on  city day of the last contact; counting starts here, not when she was found
    last_contact_at  the moment, if it is known
    protection       whether both, one or none of the two was effectively protected; unknown: nobody asked yet
    journey          where both were aboard a vehicle, as rules.Known says; null otherwise
    via              the contact whom she met, of a contact of a contact; null: she met the case
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exposures")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="exposures")
    area_code = models.CharField(max_length=14, db_index=True)
    relation = models.CharField(max_length=20)
    setting = models.CharField(max_length=40)
    first_contact_on = models.DateField(null=True, blank=True)
    last_contact_on = models.DateField()
    last_contact_at = models.DateTimeField(null=True, blank=True)
    protection = models.CharField(max_length=10)
    metres = models.FloatField(null=True, blank=True)
    minutes = models.FloatField(null=True, blank=True)
    touched = models.BooleanField(null=True, blank=True)
    journey = models.JSONField(null=True, blank=True)
    via = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=30)
    evidence_reference = models.CharField(max_length=100, blank=True)
    note = EncryptedTextField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(protection__in=(*rules.PROTECTION, rules.UNKNOWN)),
                name="protection_of_an_exposure_is_known",
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="an_exposure_rests_on_evidence"),
            models.CheckConstraint(
                condition=Q(first_contact_on=None) | Q(first_contact_on__lte=F("last_contact_on")),
                name="an_exposure_begins_before_it_ends",
            ),
        ]
        indexes = [models.Index(fields=["programme", "person"], name="exposures_by_person")]

    class Privacy:
        retention = "case"
        personal = {"person"}
        sensitive = {
            "case", "relation", "setting", "first_contact_on", "last_contact_on", "last_contact_at", "protection",
            "metres", "minutes", "touched", "journey", "via", "evidence", "evidence_reference", "note",
        }  # fmt: skip
        operational = {"id", "programme", "area_code", "recorded_at", "recorded_by"}


class Classification(ProgrammeRecord):
    """What an exposure was found to be: by a dated rule with its inputs, or by hand with a reason.

    Rows are added, never changed, but for the second reviewer's signature and being replaced.
    annulled_at        when a later one found that the person is no contact: measures resting on this one
                       end at that moment, wherever they are read
    case_times, facts  the inputs as they were, enough to compute it again (`services.replay`)
    rule_id            the rule that gave the outcome; "" where the window or the edition did
    """

    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="classifications")
    area_code = models.CharField(max_length=14)
    method = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20)
    reason = models.CharField(max_length=30, help_text="rule, outside_window, no_determination or by_hand")
    reason_in_words = EncryptedTextField(null=True, blank=True)
    pack_id = models.CharField(max_length=50)
    pack_sha256 = models.CharField(max_length=64)
    rule_id = models.CharField(max_length=120, blank=True)
    rule_version = models.CharField(max_length=20, blank=True)
    case_times = models.JSONField()
    facts = models.JSONField()
    evaluations = models.JSONField(default=list)
    inputs_sha256 = models.CharField(max_length=64)
    explain_zh = models.TextField(blank=True)
    explain_en = models.TextField(blank=True)
    classified_at = models.DateTimeField()
    classified_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    first_user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    first_body = models.ForeignKey("staff.Body", on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    second_user = models.ForeignKey("staff.User", null=True, on_delete=models.PROTECT, related_name="+")
    second_body = models.ForeignKey("staff.Body", null=True, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(annulled_at=None) | Q(replaced_at__isnull=False),
                name="an_annulled_classification_is_replaced",
            ),
            models.UniqueConstraint(
                fields=["exposure"],
                condition=Q(replaced_at=None) & (Q(method=rules.BY_RULE) | Q(reviewed_at__isnull=False)),
                name="one_classification_of_an_exposure_holds",
            ),
            models.UniqueConstraint(
                fields=["exposure"],
                condition=Q(replaced_at=None, method=rules.BY_HAND, reviewed_at=None),
                name="one_classification_by_hand_waits_for_its_reviewer",
            ),
            models.CheckConstraint(
                condition=Q(method=rules.BY_RULE) | Q(method=rules.BY_HAND, reason_in_words__isnull=False),
                name="a_classification_by_hand_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, second_user=None, second_body=None)
                | (
                    Q(reviewed_at__isnull=False, reviewed_by__isnull=False)
                    & Q(second_user__isnull=False, second_body__isnull=False)
                    & ~Q(second_user=F("first_user"))
                    & ~Q(second_body=F("first_body"))
                ),
                name="the_second_reviewer_is_somebody_else_of_another_body",
            ),
        ]

    class Privacy:
        retention = "case"
        personal = {"first_user", "second_user"}
        sensitive = {
            "exposure", "outcome", "reason", "reason_in_words", "case_times", "facts", "evaluations", "explain_zh",
            "explain_en",
        }  # fmt: skip
        operational = {
            "id", "programme", "area_code", "method", "pack_id", "pack_sha256", "rule_id", "rule_version",
            "inputs_sha256", "classified_at", "classified_by", "first_body", "reviewed_at", "reviewed_by",
            "second_body", "replaced_at", "annulled_at",
        }  # fmt: skip


class ContactBatch(ProgrammeRecord):
    """Classes and notices of one case that were put before the second reviewer together. Row grain: one putting-up.

    digest  fingerprint of all its entries as they were put; the same stands in the audit
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="batches")
    area_code = models.CharField(max_length=14, db_index=True)
    put_at = models.DateTimeField()
    put_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    entry_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(entry_count__gte=1), name="a_batch_holds_somebody")]
        indexes = [models.Index(fields=["programme", "put_at"], name="batches_by_time")]

    class Privacy:
        retention = "case"
        sensitive = {"case"}
        operational = {"id", "programme", "area_code", "put_at", "put_by", "entry_count", "digest"}


class BatchEntry(ProgrammeRecord):
    """One classification before the second reviewer, what she decided, and when the person was told.

    Row grain: one classification; what was sent back is classified anew, which is another row.
    area_code  where the person is: the area that tells her
    told_at    when the written notice was handed over or read out; null until then
    """

    batch = models.ForeignKey(ContactBatch, on_delete=models.PROTECT, related_name="entries")
    classification = models.OneToOneField(Classification, on_delete=models.PROTECT, related_name="entry")
    area_code = models.CharField(max_length=14)
    first_user = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    first_body = models.ForeignKey("staff.Body", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=10, blank=True)
    return_reason = models.CharField(max_length=20, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")
    second_user = models.ForeignKey("staff.User", null=True, on_delete=models.PROTECT, related_name="+")
    second_body = models.ForeignKey("staff.Body", null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None, second_user=None, second_body=None)
                | (
                    Q(decision__in=DECISIONS, decided_at__isnull=False, decided_by__isnull=False)
                    & Q(second_user__isnull=False, second_body__isnull=False)
                    & ~Q(second_user=F("first_user"))
                    & ~Q(second_body=F("first_body"))
                ),
                name="an_entry_is_decided_by_somebody_else_of_another_body",
            ),
            models.CheckConstraint(
                condition=~Q(decision=RETURNED) | ~Q(return_reason=""), name="an_entry_goes_back_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_by=None)
                | Q(decision=AGREED, told_at__isnull=False, told_by__isnull=False),
                name="a_contact_is_told_what_two_bodies_agreed_on",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "decision"], name="entries_by_batch"),
            models.Index(fields=["programme", "told_at"], name="entries_by_telling"),
        ]

    class Privacy:
        retention = "case"
        personal = {"first_user", "second_user"}
        sensitive = {"batch", "classification", "decision", "return_reason"}
        operational = {
            "id", "programme", "area_code", "first_body", "decided_at", "decided_by", "second_body", "told_at",
            "told_by",
        }  # fmt: skip


class Interview(ProgrammeRecord):
    """The interview with a case, or with somebody who speaks for it. Row grain: one case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="interview")
    area_code = models.CharField(max_length=14)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    note = EncryptedTextField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey("staff.Post", null=True, on_delete=models.PROTECT, related_name="+")

    class Privacy:
        retention = "case"
        sensitive = {"case", "note"}
        operational = {"id", "programme", "area_code", "begun_at", "begun_by", "completed_at", "completed_by"}


class InterviewLine(ProgrammeRecord):
    """Where the case was and with whom. Row grain: one stay or passage; until_at is null for a passage.

    source              her own word, or the kind of record that she confirmed (rules.interviews.SOURCES)
    all_contacts_known  whether everybody who was there is known by name: such a place need not be made public
    """

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="lines")
    area_code = models.CharField(max_length=14, blank=True)
    kind = models.CharField(max_length=12)
    place = EncryptedTextField(null=True, blank=True)
    company = EncryptedTextField(null=True, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=10)
    all_contacts_known = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(PLACES)), name="a_line_is_of_a_known_kind_of_place"),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gt=F("from_at")), name="a_line_ends_after_it_begins"
            ),
        ]
        indexes = [models.Index(fields=["interview", "from_at"], name="interview_lines_by_time")]

    class Privacy:
        retention = "case"
        sensitive = {
            "interview", "area_code", "kind", "place", "company", "from_at", "until_at", "source",
            "all_contacts_known",
        }  # fmt: skip
        operational = {"id", "programme", "recorded_at", "recorded_by"}
