"""Learning: results of pilots with their lessons, retrospectives, and ideas on their way to a use case."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from adoption.models.about import LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH, About
from adoption.workflow import IDEA_STATES, IdeaState
from foundation.db.fields import MoneyField
from usecases.models import UseCase


class PilotResult(About):
    """What a pilot changed, before and after, and what was learned; `metrics` holds label, unit, before, after as text.

    `lessons` has one lesson on each line.
    """

    NOUN: ClassVar[str] = "lessons"

    title = models.CharField(_("title"), max_length=LABEL_LENGTH)
    summary = models.TextField(_("summary"), max_length=TEXT_LENGTH, blank=True)
    period_from = models.DateField(_("first day"))
    period_to = models.DateField(_("last day"))
    metrics = models.JSONField(default=list)
    savings = MoneyField(null=True)
    lessons = models.TextField(_("lessons"), max_length=TEXT_LENGTH)

    class Meta(About.Meta):
        verbose_name = _("result of a pilot")
        verbose_name_plural = _("results of pilots")
        constraints = [
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="pilot_ends_after_start"),
            models.CheckConstraint(condition=Q(case__isnull=False), name="pilot_of_a_case"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lines(self) -> list[str]:
        """The lessons one by one."""
        return [line.strip() for line in self.lessons.splitlines() if line.strip()]


class Retrospective(About):
    """What a team keeps and changes after a stretch of work; `actions` has one on each line, at most three."""

    NOUN: ClassVar[str] = "retrospectives"

    title = models.CharField(_("title"), max_length=LABEL_LENGTH)
    held_on = models.DateField(_("held on"))
    went_well = models.TextField(_("what went well"), max_length=TEXT_LENGTH)
    to_change = models.TextField(_("what to change"), max_length=TEXT_LENGTH)
    actions = models.TextField(_("actions"), max_length=TEXT_LENGTH, blank=True)

    class Meta(About.Meta):
        verbose_name = _("retrospective")
        verbose_name_plural = _("retrospectives")
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.title}, {self.held_on}"


class Idea(About):
    """An idea of the innovation pipeline; `became` is the use case that it turned into."""

    NOUN: ClassVar[str] = "ideas"

    title = models.CharField(_("title"), max_length=LABEL_LENGTH)
    problem = models.TextField(_("problem it solves"), max_length=TEXT_LENGTH)
    state = models.CharField(
        _("state"), max_length=8, choices=[(s.value, IDEA_STATES[s][0]) for s in IdeaState], default=IdeaState.OPEN
    )
    became = models.OneToOneField(UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decline_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(About.Meta):
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=IdeaState.OPEN, became=None, decided_at=None)
                | Q(state=IdeaState.CASE, became__isnull=False, decided_at__isnull=False)
                | Q(state=IdeaState.DECLINED, became=None, decided_at__isnull=False) & ~Q(decline_reason=""),
                name="idea_decided",
            )
        ]

    def __str__(self) -> str:
        return self.title
