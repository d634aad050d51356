"""What people say to each other about a record, and who follows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions
from foundation.notifications import kinds


class DiscussionConfig(AppConfig):
    name = "foundation.discussion"
    label = "discussion"
    verbose_name = _("Discussion")

    def ready(self) -> None:
        actions.register(
            {
                "discussion.comment.written": _("%(actor)s commented on %(subject)s"),
                "discussion.comment.edited": _("%(actor)s changed a comment on %(subject)s"),
                "discussion.comment.withdrawn": _("%(actor)s withdrew a comment on %(subject)s"),
            }
        )
        kinds.register(
            {
                "discussion.comment.written": kinds.Kind(
                    _("Comments"), _("%(actor)s commented on %(subject)s: “%(text)s”")
                ),
                "discussion.person.mentioned": kinds.Kind(
                    _("Mentions"), _("%(actor)s mentions you on %(subject)s: “%(text)s”")
                ),
            }
        )
