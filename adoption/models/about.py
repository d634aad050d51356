"""What all records of adoption share: the people of which unit, and of which use case, they are about."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adoption.workflow import ORIGINS, Origin
from foundation.db.models import Record
from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from usecases.models import UseCase, reference_of

LABEL_LENGTH = 200
NOTE_LENGTH = 500
TEXT_LENGTH = 4000
KEY_LENGTH = 120


class AboutQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> "AboutQuerySet":
        """Records of use cases that the actor may read, and those of readable units that are about no use case."""
        access = access_of(actor)
        if access.everything:
            return self.all()
        of_units = Q(case=None) & access.q(Permission.READ, "unit__path")
        return self.filter(of_units | access.q(Permission.READ, "case__unit__path"))

    def delete(self) -> NoReturn:
        raise TypeError("Records of adoption are never deleted.")


class About(Record):
    """A record about the people of a unit, mostly with one use case."""

    NOUN: ClassVar[str] = ""
    """Its part of addresses: "sessions"."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("use case")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects: Any = AboutQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def get_absolute_url(self) -> str:
        return reverse("adoption:detail", args=[self.NOUN, self.uid])

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Records of adoption are never deleted.")

    @property
    def audit_unit_path(self) -> str:
        return (self.case.unit.path if self.case else self.unit.path) or ""

    @property
    def case_reference(self) -> str:
        """The reference of its use case; empty without one."""
        return reference_of(self.case_id) if self.case_id else ""

    @property
    def about(self) -> str:
        """What it is about: the use case, else the unit."""
        return self.case_reference or self.unit.name


class FiguresQuerySet(AboutQuerySet):
    def standing(self) -> "FiguresQuerySet":
        """Figures that no other ones correct."""
        return self.filter(correction=None)

    def update(self, **columns: Any) -> NoReturn:
        raise TypeError("Figures are never changed: correct them by new ones.")


class Figures(About):
    """Figures that are written once; `corrects` names those whose place they take, and both are kept.

    `key` is the sender's own name of them, used once. `COUNTED` names the columns that hold the figures, `PLACE` those
    that say what they are figures of: there is one chain of corrections for each place.
    """

    COUNTED: ClassVar[tuple[str, ...]] = ()
    PLACE: ClassVar[tuple[str, ...]] = ()

    key = models.CharField(max_length=KEY_LENGTH, null=True, blank=True)
    origin = models.CharField(max_length=8, choices=[(o.value, ORIGINS[o]) for o in Origin])
    note = models.CharField(_("note"), max_length=NOTE_LENGTH, blank=True)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")
    batch = models.UUIDField(null=True, blank=True)

    objects: ClassVar[Any] = FiguresQuerySet.as_manager()

    class Meta(About.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Figures are never changed: correct them by new ones.")
        super().save(*args, **kwargs)

    @property
    def origin_label(self) -> str:
        return gettext(ORIGINS[Origin(self.origin)])

    @property
    def is_corrected(self) -> bool:
        """Whether other figures took their place; a list annotates `corrected_by` and asks no query."""
        known = getattr(self, "corrected_by", self)
        return known is not None if known is not self else type(self)._default_manager.filter(corrects=self).exists()
