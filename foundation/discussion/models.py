"""Comments on records, what they said before, whom they mention, and who follows a record."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.db.models import Record
from foundation.discussion import rules, subjects
from foundation.people.actors import Actor


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, actor: Actor) -> Self:
        """The comments on records that the actor may read, as the apps of those records answer."""
        condition = Q(pk__in=[])
        for kind, resolver in subjects.resolvers().items():
            readable = resolver.readable(actor).order_by().values("uid")
            condition |= Q(subject_kind=kind, subject_uid__in=readable)
        return self.filter(condition)

    def standing(self) -> Self:
        """Those that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class Comment(Record):
    """What somebody said about a record; never deleted. An answer has the comment that it answers as its `parent`."""

    subject_kind = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Why somebody else than the author withdrew it.")
    mentions: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+"
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_kind", "subject_uid", "id"], name="comment_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, reason="") | Q(withdrawn_at__isnull=False),
                name="comment_withdrawn_when",
            ),
        ]

    def __str__(self) -> str:
        return rules.excerpt(self.text)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_edited(self) -> bool:
        return self.edited_at is not None


class EarlierText(models.Model):
    """What a comment said before its author changed it."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="earlier")
    text = models.TextField()
    until = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return rules.excerpt(self.text)


class Follow(models.Model):
    """What somebody chose about following a record, or that they commented on it; a choice is never overruled."""

    subject_kind = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_following = models.BooleanField()
    is_chosen = models.BooleanField(help_text="Whether the person chose it; otherwise they commented.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_uid", "person"], name="follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.is_following}"
