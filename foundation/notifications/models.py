"""What people are told: one row for each person and matter."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.db.models import Record
from foundation.notifications import kinds

KEY_LENGTH = 200
LABEL_LENGTH = 500
URL_LENGTH = 500


class Notice(Record):
    """Something that a person should know. It is told once for each `key`, whatever is tried again.

    `subject_kind` and `subject_uid` name the record it is about (empty when it is only a page). A settled notice is
    withdrawn: the matter is done, and it no longer stands in the inbox.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=KEY_LENGTH)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_uid = models.UUIDField(null=True)
    subject_label = models.CharField(max_length=LABEL_LENGTH)
    url = models.CharField(max_length=URL_LENGTH, blank=True)
    unit_path = models.CharField(max_length=250, blank=True)
    facts = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_once_for_a_matter")]
        indexes = [
            models.Index(fields=["person", "-id"], name="notice_person"),
            models.Index(fields=["person"], name="notice_unread", condition=Q(read_at=None, settled_at=None)),
            models.Index(fields=["key"], name="notice_key"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("notifications:notice_open", args=[self.uid])

    @property
    def is_readable(self) -> bool:
        """Whether the person may still read the record, as the inbox worked it out for all its rows at once."""
        return bool(getattr(self, "may_read", True))

    @property
    def text(self) -> str:
        """The sentence, in the reader's language; of a record that the person may no longer read, only that."""
        if not self.is_readable:
            return _("Something happened to a record that you may no longer read.")
        facts = {name: _(value) if value else value for name, value in self.facts.items()}
        return kinds.sentence(self.kind, {**facts, "actor": self.by_name, "subject": self.subject_label})

    @property
    def kind_label(self) -> str:
        """What notices of this kind are called."""
        return kinds.label(self.kind)

    @property
    def is_unread(self) -> bool:
        return self.read_at is None


class MailChoice(models.Model):
    """Whether a person is told by mail as well; nobody is before they ask for it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by_mail = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.person}: {self.by_mail}"
