"""What people say to each other about a record, and who follows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionConfig(AppConfig):
    name = "foundation.discussion"
    label = "discussion"
    verbose_name = _("Discussion")
