"""The shape of what people enter about bodies and meetings, and the table of meetings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.people.choosers import PersonField
from foundation.people.filters import BelowUnit
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.columns import LinkColumn, StatusColumn, TextColumn, WhenColumn
from foundation.ui.filters import ChoiceFilter
from foundation.ui.tables import Table
from governance.incident_forms import MomentField, UnitField, long_text
from governance.models import Board, Body, Meeting
from governance.models.meetings import LINE_LENGTH
from governance.queries import meetings as queries
from governance.register_rules import MeetingState
from governance.services.meetings import STRUCTURE
from library import queries as library


def meeting_words(value: str) -> tuple[str, str]:
    """Label and tone of a meeting's state."""
    return gettext(MeetingState(value).label), MeetingState(value).tone


class MeetingTable(Table):
    """Meetings, the latest first."""

    title = LinkColumn(verbose_name=_("Meeting"), shorten=120)
    of = TextColumn(verbose_name=_("Of"), accessor="of__name", orderable=False)
    starts_at = WhenColumn(verbose_name=_("Begins"))
    state = StatusColumn(verbose_name=_("State"), words=meeting_words)
    unit = TextColumn(verbose_name=_("Unit"), accessor="unit__name", order_by="unit__name", shorten=40)
    place = TextColumn(verbose_name=_("Place"), shorten=40)

    class Meta:
        model = Meeting
        fields = ()
        sequence = ("title", "of", "starts_at", "state", "unit", "place")
        phone = ("title", "starts_at", "state")
        hidden = ("place",)
        order_by = ("-starts_at",)


class MeetingFilters(BelowUnit):
    """State and unit."""

    state = ChoiceFilter(
        label=_("State"), empty_label=_("All states"), choices=[(s.value, _(s.label)) for s in MeetingState]
    )


def _convening(user: User) -> dict[str, Board | Body]:
    """The boards and bodies for which a person plans meetings, by uid."""
    condition = access_of(user).q(Permission.BOARD_MANAGE)
    found: dict[str, Board | Body] = {}
    for kind in (Board, Body):
        found |= {str(row.uid): row for row in kind.objects.filter(condition).select_related("unit")}
    return found


class PeopleField(forms.MultipleChoiceField):
    """Some of these people; cleans to them."""

    def __init__(self, people: Iterable[User], **kwargs: Any) -> None:
        self.people = {str(user.uid): user for user in people}
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(choices=[(uid, user.name) for uid, user in self.people.items()], **kwargs)

    def clean(self, value: Any) -> Any:
        """The people behind the chosen uids."""
        return [self.people[uid] for uid in super().clean(value)]


class PlanForm(forms.Form):
    """A meeting that is to come."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = _convening(user)
        self.fields["what"] = forms.ChoiceField(
            label=_("Board or body"),
            choices=[(uid, f"{row.name} ({row.unit.name})") for uid, row in self.known.items()],
        )
        self.fields["title"] = forms.CharField(label=_("Title"), max_length=LINE_LENGTH)
        self.fields["starts_at"] = MomentField(label=_("Begins"))
        self.fields["place"] = forms.CharField(label=_("Place or link"), max_length=LINE_LENGTH, required=False)

    def clean_what(self) -> Any:
        """The board or body behind the uid."""
        return self.known[self.cleaned_data["what"]]


class RecordForm(PlanForm):
    """A meeting that took place."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        people = {person.pk: person for what in self.known.values() for person in queries.members_of(what)}
        rows = sorted(people.values(), key=lambda person: person.name)
        self.fields["present"] = PeopleField(rows, label=_("Present"))
        self.fields["excused"] = PeopleField(rows, label=_("Excused"), required=False)


class MoveForm(forms.Form):
    """Another moment or place."""

    def __init__(self, data: Any, user: User, meeting: Meeting) -> None:
        super().__init__(data, initial={"starts_at": meeting.starts_at, "place": meeting.place})
        self.fields["starts_at"] = MomentField(label=_("Begins"))
        self.fields["place"] = forms.CharField(label=_("Place or link"), max_length=LINE_LENGTH, required=False)


class HoldForm(forms.Form):
    """Who took part."""

    def __init__(self, data: Any, user: User, meeting: Meeting) -> None:
        super().__init__(data)
        people = queries.members_of(meeting.of)
        self.fields["present"] = PeopleField(people, label=_("Present"))
        self.fields["excused"] = PeopleField(people, label=_("Excused"), required=False)


class ItemForm(forms.Form):
    """A matter of the agenda."""

    title = forms.CharField(label=_("Matter"), max_length=LINE_LENGTH)
    note = long_text(label=_("Note"), required=False)


class BodyForm(forms.Form):
    """A governing body of the library, for a unit."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = library.latest("governance_structure", STRUCTURE).parsed.bodies
        self.fields["key"] = forms.ChoiceField(
            label=_("Body"), choices=[(body.key, body.label) for body in bodies if not body.board]
        )
        self.fields["unit"] = UnitField(user, Permission.BOARD_MANAGE, label=_("Unit"))


class MemberForm(forms.Form):
    """Somebody who sits on a body."""

    def __init__(self, data: Any, user: User, body: Body) -> None:
        super().__init__(data)
        self.fields["user"] = PersonField(user, label=_("Member"), required=True)
        self.fields["part"] = forms.CharField(
            label=_("Part"), max_length=LINE_LENGTH, required=False, help_text=_("For example: leads it, or finance.")
        )
