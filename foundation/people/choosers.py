"""Choosing a person by typing part of a name: suggestions come from the server, and a full name works without them."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.queries import nameable_people
from foundation.ui.choosers import ChooserInput

LONGEST = 300


def label_of(person: User) -> str:
    """Return how a person is written in a chooser: the name, and the username that tells namesakes apart."""
    return f"{person.name} ({person.username})"


class PersonField(forms.CharField):
    """A person, or None; cleans a name, a username, a mail address, a uid, or what the chooser wrote.

    Only people whom `actor` may name are found, and those in `also`: who is named already may stay.
    """

    def __init__(self, actor: Actor, *, also: Iterable[User | None] = (), **kwargs: Any) -> None:
        self.actor = actor
        self.also = [person for person in also if person is not None]
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", ChooserInput("people:choices"))
        super().__init__(max_length=LONGEST, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What the input shows: a person as the chooser writes them, typed text as it was typed."""
        return label_of(value) if isinstance(value, User) else value

    def clean(self, value: Any) -> User | None:
        """Raises ValidationError when nobody is called that, or when several are."""
        text = " ".join(super().clean(value).split())
        if not text:
            return None
        for person in self.also:
            if text in (label_of(person), str(person.uid), person.username):
                return person
        rows = nameable_people(self.actor)
        username = text.rpartition(" (")[2].removesuffix(")") if text.endswith(")") else text
        condition = Q(username__iexact=username) | Q(name__iexact=text) | Q(email__iexact=text)
        with suppress(ValueError):
            condition |= Q(uid=UUID(text))
        found = list(rows.filter(condition).order_by("name", "username")[:4])
        exact = [person for person in found if text in (label_of(person), person.username)] or found
        if len(exact) == 1:
            return exact[0]
        if not exact:
            raise ValidationError(
                _("Nobody in your units is called “%(text)s”; choose from the list.") % {"text": text}
            )
        names = ", ".join(label_of(person) for person in exact[:3])
        raise ValidationError(
            _("Several people are called “%(text)s”: %(names)s. Choose one of them.") % {"text": text, "names": names}
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether what is typed differs from the person shown at first."""
        return bool((self.prepare_value(initial) or "") != (data or ""))
