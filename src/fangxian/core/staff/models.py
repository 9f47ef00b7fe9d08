"""The force: people, the bodies that employ them, and the posts that they hold."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from fangxian.core.privacy.fields import EncryptedTextField
from fangxian.core.programmes.models import ProgrammeRecord


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> User:
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A member of the force, who signs in with a staff number. Row grain: one person of the staff."""

    username = models.CharField(max_length=50, unique=True, help_text="staff number")
    full_name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True, help_text="duty phone")
    language = models.CharField(max_length=10, default="zh-hans")
    is_active = models.BooleanField(default=True, help_text="false from the moment somebody leaves")
    must_change_password = models.BooleanField(default=False, help_text="the password on record is for one use")
    is_staff = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Privacy:
        retention = "staff"
        personal = {"full_name", "email", "phone", "username"}
        operational = {
            "id", "language", "is_active", "must_change_password", "is_staff", "is_superuser", "left_at",
            "joined_at", "last_login", "password", "groups", "user_permissions",
        }  # fmt: skip

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name


class Body(ProgrammeRecord):
    """A body that employs people: a health commission, a CDC, a street office, a firm."""

    name = models.CharField(max_length=100)
    sector = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="a_body_is_named_once")]

    class Privacy:
        retention = "staff"
        operational = {"id", "programme", "name", "sector"}

    def __str__(self) -> str:
        return self.name


class Unit(ProgrammeRecord):
    """A part of a body that works together: a community health post, a checkpoint team."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=100)
    area_code = models.CharField(max_length=14, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "body", "name"], name="a_unit_is_named_once_in_its_body")
        ]

    class Privacy:
        retention = "staff"
        operational = {"id", "programme", "body", "name", "area_code"}

    def __str__(self) -> str:
        return self.name


class Post(ProgrammeRecord):
    """A person in a role for an area over a period. Row grain: one appointment."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=30)
    title = models.CharField(max_length=100, blank=True)
    area_code = models.CharField(max_length=14, blank=True, db_index=True, help_text="empty: the whole programme")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="a_post_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["programme", "role", "area_code"], name="posts_by_role_and_area")]

    class Privacy:
        retention = "staff"
        personal = {"user"}
        operational = {"id", "programme", "unit", "role", "title", "area_code", "starts_at", "ends_at"}

    def __str__(self) -> str:
        return f"{self.role} {self.area_code}"


class Sponsorship(ProgrammeRecord):
    """A named leader who answers for an area, a post or a site (分片包保, F41). Row grain: one responsibility."""

    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    function = models.CharField(max_length=100, help_text="the office that she holds, as the board shows it")
    kind = models.CharField(max_length=10, help_text="area, post or site")
    area_code = models.CharField(max_length=14, blank=True, db_index=True, help_text="empty: the whole programme")
    target = models.CharField(max_length=100, blank=True, help_text="name of the post or site")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
                name="a_responsibility_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["programme", "leader", "kind", "area_code", "target"],
                condition=models.Q(ends_at=None),
                name="a_leader_answers_for_one_thing_once",
            ),
        ]

    class Privacy:
        retention = "staff"
        personal = {"leader"}
        operational = {"id", "programme", "function", "kind", "area_code", "target", "starts_at", "ends_at"}


class StaffImport(ProgrammeRecord):
    """A list of staff that was sent, rehearsed, and then taken over or discarded. Row grain: one file.

    rows    the rows as read, as JSON; gone once the list is taken over or discarded
    counts  received, accepted, duplicate, quarantined, rejected
    """

    sha256 = models.CharField(max_length=64)
    rows = EncryptedTextField(null=True)
    counts = models.JSONField(default=dict)
    rehearsed_at = models.DateTimeField()
    rehearsed_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(committed_at=None) | models.Q(discarded_at=None),
                name="a_list_is_taken_over_or_discarded",
            )
        ]

    class Privacy:
        retention = "import"
        personal = {"rows"}
        operational = {
            "id", "programme", "sha256", "counts", "rehearsed_at", "rehearsed_by", "committed_at", "discarded_at",
        }  # fmt: skip
