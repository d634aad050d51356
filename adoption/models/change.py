"""Change: what people are told, who carries it, who resists and how that is handled, what people say."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adoption.models.about import LABEL_LENGTH, NOTE_LENGTH, TEXT_LENGTH, About, AboutQuerySet
from adoption.workflow import (
    ANSWERS,
    CHANNELS,
    HANDLINGS,
    OUTCOMES,
    REASONS,
    SAYINGS,
    STEPS,
    Answer,
    Channel,
    Handling,
    Outcome,
    Reason,
    Saying,
    Sending,
    Step,
)
from foundation.db.models import Record


def owner() -> Any:
    """A column for the person who sees to it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("owner"),
    )  # fmt: skip


class CommunicationQuerySet(AboutQuerySet):
    def in_state(self, state: str, today: date) -> "CommunicationQuerySet":
        """Communications that stand so today."""
        waiting = Q(sent_on=None, dropped_at=None)
        return self.filter(
            {
                Sending.SENT: Q(sent_on__isnull=False),
                Sending.DROPPED: Q(dropped_at__isnull=False),
                Sending.OVERDUE: waiting & Q(planned_on__lt=today),
                Sending.PLANNED: waiting & Q(planned_on__gte=today),
            }[Sending(state)]
        )


class Communication(About):
    """One message to one audience, on a channel and a day."""

    NOUN: ClassVar[str] = "communications"

    audience = models.CharField(_("audience"), max_length=LABEL_LENGTH)
    message = models.TextField(_("message"), max_length=TEXT_LENGTH)
    channel = models.CharField(_("channel"), max_length=8, choices=[(c.value, CHANNELS[c]) for c in Channel])
    planned_on = models.DateField(_("planned on"))
    owner = owner()
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(max_length=NOTE_LENGTH, blank=True)

    objects: ClassVar[Any] = CommunicationQuerySet.as_manager()

    class Meta(About.Meta):
        verbose_name = _("communication")
        verbose_name_plural = _("communications")
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_at=None, drop_reason="")
                | Q(dropped_at__isnull=False, sent_on=None) & ~Q(drop_reason=""),
                name="communication_sent_or_dropped",
            )
        ]

    def __str__(self) -> str:
        return f"{self.audience}, {self.planned_on}"

    @property
    def channel_label(self) -> str:
        return gettext(CHANNELS[Channel(self.channel)])

    @property
    def state(self) -> Sending:
        """Where it stands today."""
        if self.sent_on:
            return Sending.SENT
        if self.dropped_at:
            return Sending.DROPPED
        return Sending.OVERDUE if self.planned_on < timezone.localdate() else Sending.PLANNED


class Champion(About):
    """Somebody who helps colleagues of a unit with AI. The trail tells where, not who."""

    NOUN: ClassVar[str] = "champions"

    name = models.CharField(_("name"), max_length=LABEL_LENGTH)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta(About.Meta):
        verbose_name = _("champion")
        verbose_name_plural = _("champions")
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="champion_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.unit}, {self.about}"


class Resistance(About):
    """People of a unit who refuse something, why, and what came of it."""

    NOUN: ClassVar[str] = "resistance"

    reason = models.CharField(_("reason"), max_length=8, choices=[(r.value, REASONS[r]) for r in Reason])
    statement = models.TextField(_("what they say"), max_length=TEXT_LENGTH)
    people = models.PositiveIntegerField(_("people concerned"), null=True, blank=True)
    raised_on = models.DateField(_("raised on"))
    owner = owner()
    state = models.CharField(
        _("state"), max_length=8, choices=[(h.value, HANDLINGS[h][0]) for h in Handling], default=Handling.OPEN
    )
    outcome = models.CharField(
        _("outcome"), max_length=10, blank=True, choices=[(o.value, OUTCOMES[o][0]) for o in Outcome]
    )
    outcome_text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(About.Meta):
        verbose_name = _("case of resistance")
        verbose_name_plural = _("cases of resistance")
        ordering = ["-raised_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=Handling.CLOSED, closed_at__isnull=False) & ~Q(outcome="")
                | ~Q(state=Handling.CLOSED) & Q(closed_at=None, outcome=""),
                name="resistance_closed_with_outcome",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.reason_label}"

    @property
    def reason_label(self) -> str:
        return gettext(REASONS[Reason(self.reason)])


class ResistanceStep(Record):
    """One thing that was done about it, or agreed; written once."""

    resistance = models.ForeignKey(Resistance, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=9, choices=[(s.value, STEPS[s]) for s in Step])
    text = models.TextField(max_length=TEXT_LENGTH)
    done_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["done_on", "id"]

    def __str__(self) -> str:
        return f"{self.kind}, {self.done_on}"

    @property
    def kind_label(self) -> str:
        return gettext(STEPS[Step(self.kind)])


class Feedback(About):
    """What somebody said about a use case, and what became of it."""

    NOUN: ClassVar[str] = "feedback"

    kind = models.CharField(_("kind"), max_length=8, choices=[(s.value, SAYINGS[s]) for s in Saying])
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    state = models.CharField(
        _("state"), max_length=8, choices=[(a.value, ANSWERS[a][0]) for a in Answer], default=Answer.NEW
    )
    answer = models.TextField(_("answer"), max_length=TEXT_LENGTH, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(About.Meta):
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=Answer.NEW, answered_at=None) | ~Q(state=Answer.NEW) & Q(answered_at__isnull=False),
                name="feedback_answered_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_label}, {self.about}"

    @property
    def kind_label(self) -> str:
        return gettext(SAYINGS[Saying(self.kind)])
