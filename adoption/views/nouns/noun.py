"""A kind of record: what its list, form and page show, and which commands a record takes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms as django_forms
from django.utils.functional import Promise

from adoption import policies
from adoption.forms.about import AboutForm
from adoption.models import About
from foundation.people.actors import Actor

Text = str | Promise
Facts = list[tuple[Text, Any]]


@dataclass(frozen=True, slots=True)
class Act:
    """A command on one record: its button, its form, the check that says who may, and the service that does it."""

    label: Text
    form: type[django_forms.Form]
    check: Callable[[Actor, Any], None]
    do: Callable[..., Any]
    done: Text
    initial: Callable[[Any], Mapping[str, Any]] = lambda row: {}
    needs_user: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """A kind of record with its list, its form, and what its page tells."""

    model: type[About]
    table: Any
    filters: Any
    search: tuple[str, ...]
    label: Text
    count: Any
    lead: Text
    new: Text
    form: type[AboutForm]
    create: Callable[..., Any]
    check: Callable[[Actor, Any], None] = policies.check_write
    related: tuple[str, ...] = ()
    facts: Callable[[Any], Facts] = lambda row: []
    texts: Callable[[Any], Facts] = lambda row: []
    acts: Mapping[str, Act] = field(default_factory=dict)
    is_figures: bool = False
    part: str = ""
    """A template with what only pages of this noun show."""
