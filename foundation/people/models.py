"""Users, units, the roles they hold on units, and API tokens."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.db.models import Record, new_uid
from foundation.people.roles import ROLES

if TYPE_CHECKING:
    from foundation.people.access import Access


class UserManager(BaseUserManager["User"]):
    """Finds people by username, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person, or a service account. What they may do comes from grants, never from flags."""

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    username = models.CharField(_("username"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("email"), blank=True)
    title = models.CharField(_("job title"), max_length=120, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    is_active = models.BooleanField(_("active"), default=True)
    is_persona = models.BooleanField(default=False, help_text=_("Can be entered with one click in demo mode."))
    created_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    _access: "Access | None" = None
    token: "ApiToken | None" = None
    is_system = False

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:user_detail", args=[self.uid])

    @property
    def audit_name(self) -> str:
        return self.name

    @property
    def audit_key(self) -> str:
        return str(self.uid)

    @property
    def audit_unit_path(self) -> str:
        return ""


class UnitQuerySet(models.QuerySet["Unit"]):
    def active(self) -> "UnitQuerySet":
        return self.filter(archived_at=None)

    def below(self, path: str) -> "UnitQuerySet":
        """The unit at `path` and all below it."""
        return self.filter(path__startswith=path)


class Unit(Record):
    """A part of the organization. `path` holds the ids from the root down: "/1/5/12/"."""

    name = models.CharField(_("name"), max_length=250)
    code = models.CharField(_("code"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=40, default="department")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=250, unique=True, null=True, editable=False)
    is_inventory = models.BooleanField(
        default=False, help_text=_("Holds imported public records; outside the company dashboard's default filter.")
    )
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="unit_name_once_below_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def audit_unit_path(self) -> str:
        return self.path or ""

    @property
    def depth(self) -> int:
        """0 for a root."""
        return (self.path or "").count("/") - 2

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this unit, itself included."""
        return [int(part) for part in (self.path or "").split("/") if part]


class Grant(Record):
    """A role held by a person on a unit, from one day to another (both included; open when empty)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(_("role"), max_length=30, choices=[(r.key, r.name) for r in ROLES.values()])
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "role"], name="grant_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
                name="grant_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["role", "unit"], name="grant_role_unit")]

    def __str__(self) -> str:
        return f"{self.user.name}: {ROLES[self.role].name}, {self.unit.name}"

    @property
    def role_label(self) -> str:
        """The role's name in the reader's language."""
        return gettext(ROLES[self.role].name)

    @staticmethod
    def active_on(day: date) -> Q:
        return (Q(starts_on=None) | Q(starts_on__lte=day)) & (Q(ends_on=None) | Q(ends_on__gte=day))


class ApiToken(Record):
    """A secret for the API, stored as its SHA-256 and shown once. It narrows its user's rights, never widens them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=120)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def audit_unit_path(self) -> str:
        return self.unit.path or "" if self.unit else ""

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > timezone.now())
