"""People, and the one file that is kept on a person who is followed up."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Cast, Right

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class Person(ProgrammeRecord):
    """A person known to the programme. Row grain: one person; one person has one file (O12).

    area_code is where she is now: the owner of whatever is to be done (属地管理).
    The `*_index` columns are keyed hashes of the normalised value, for finding equals.
    kept_id: the record with which whatever is told of her is kept, since two records were found to be one person.
    """

    area_code = models.CharField(max_length=14, db_index=True)
    name = EncryptedTextField()
    name_index = models.BinaryField(max_length=32)
    document_kind = models.CharField(max_length=20, blank=True)
    document_number = EncryptedTextField(null=True, blank=True)
    document_index = models.BinaryField(max_length=32, null=True)
    phone = EncryptedTextField(null=True, blank=True)
    phone_index = models.BinaryField(max_length=32, null=True)
    address = EncryptedTextField(null=True, blank=True)
    guardian_name = EncryptedTextField(null=True, blank=True)
    guardian_phone = EncryptedTextField(null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    known_since = models.DateTimeField()
    kept_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "document_index"],
                condition=models.Q(document_index__isnull=False),
                name="a_document_number_is_one_person",
            )
        ]
        indexes = [
            models.Index(fields=["programme", "phone_index", "name_index"], name="people_by_phone_and_name"),
            models.Index(fields=["programme", "name_index"], name="people_by_name"),
            models.Index(fields=["programme", "area_code", "id"], name="people_by_area"),
        ]

    class Privacy:
        retention = "case"
        personal = {
            "name", "name_index", "document_kind", "document_number", "document_index", "phone", "phone_index",
            "address", "guardian_name", "guardian_phone", "birth_year", "language",
        }  # fmt: skip
        operational = {"id", "programme", "area_code", "known_since", "kept_id"}


class PersonFile(ProgrammeRecord):
    """The file of a followed-up person (一人一档): why it is open and until when."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="file")
    area_code = models.CharField(max_length=14, db_index=True)
    basis_rule = models.CharField(max_length=100, help_text="id@version of the rule that opened it")
    basis_verdict_id = models.UUIDField(null=True, help_text="the verdict that opened it")
    opened_at = models.DateTimeField()
    follow_until = models.DateTimeField(help_text="the file completes by itself at this moment")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "area_code", "follow_until"], name="files_by_area_and_end"),
            models.Index(Right(Cast("id", models.CharField()), 8), name="files_by_number"),
        ]

    class Privacy:
        retention = "case"
        sensitive = {"person", "basis_rule", "basis_verdict_id"}
        operational = {"id", "programme", "area_code", "opened_at", "follow_until", "closed_at"}

    @property
    def number(self) -> str:
        """The short number of the file in talk and in lists, which say no names."""
        return self.id.hex[-8:].upper()


class CareTeamMember(ProgrammeRecord):
    """One of the three named people who answer for a followed-up person (三包一, F41)."""

    file = models.ForeignKey(PersonFile, on_delete=models.PROTECT, related_name="care_team")
    post = models.ForeignKey("staff.Post", on_delete=models.PROTECT, related_name="+")
    duty = models.CharField(max_length=30, help_text="grid, health or community")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "duty"], name="each_duty_on_a_file_is_one_person")]

    class Privacy:
        retention = "case"
        personal = {"post"}
        sensitive = {"file"}
        operational = {"id", "programme", "duty", "since"}


class FileCode(ProgrammeRecord):
    """The code of a letter with which a person opens her own file. Only its keyed hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="codes")
    code_index = models.BinaryField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    failed_count = models.PositiveSmallIntegerField(default=0)

    class Privacy:
        retention = "case"
        personal = {"person", "code_index"}
        operational = {"id", "programme", "issued_at", "expires_at", "failed_count"}


class Canary(ProgrammeRecord):
    """That a person is nobody: made up, so that whoever opens her file is noticed. Row grain: one such person.

    Only the system reads this table. No task, verdict, case or measure leads to her, and no figure counts her.
    """

    person_id = models.UUIDField(unique=True)
    seeded_at = models.DateTimeField()

    class Privacy:
        retention = "case"
        sensitive = {"person_id"}
        operational = {"id", "programme", "seeded_at"}
