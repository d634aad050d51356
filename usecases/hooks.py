"""Where apps above hang in: tabs of the case page and of the portfolio, and what must happen when a case changes.

Registered in `AppConfig.ready()` of the app above; nothing here knows who they are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from foundation.people.actors import Actor
    from foundation.people.http import Request
    from usecases.models import UseCase

Context = Callable[["Request", "UseCase"], Mapping[str, Any]]
Counter = Callable[["Request", "UseCase"], int | None]
Listener = Callable[["UseCase", frozenset[str], "Actor"], None]
SheetRows = Callable[[Sequence[int], "Actor"], Iterable[list[Any]]]
BuiltOn = Callable[[Sequence[int]], Mapping[int, str]]
DossierPart = Callable[["UseCase"], Mapping[str, Mapping[str, Any]]]
Places = Callable[[], Mapping[str, str]]
StepOf = Callable[["Request", "UseCase"], "NextStep | None"]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of the case page: `context(request, case)` gives what `template` needs; called only when it is open.

    `order`: overview 10, scoring 20, review 30, rollout 40, value 50, history 90.
    """

    key: str
    label: str
    template: str
    context: Context
    order: int
    count: Counter | None = None


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """Records of use cases in an export: one sheet of the workbook, one list of the JSON.

    `rows(case keys, actor)` gives a row for each record that the actor may read, the reference of its case first, in
    the order of the headers (marked for translation). `order`: scores 10, stages 20, reviews 30, rollouts 40, value 50.
    """

    key: str
    label: str
    headers: tuple[str, ...]
    rows: SheetRows
    order: int


@dataclass(frozen=True, slots=True)
class NextStep:
    """What an app above says is due next; `template` draws the button, with `case` and `extra`."""

    title: str
    holder: Any = None
    since: Any = None
    due: Any = None
    url: str = ""
    action: str = ""
    template: str = ""
    extra: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """A page beside the ranking, shown as a tab above it."""

    key: str
    label: str
    url_name: str
    order: int


@dataclass(frozen=True, slots=True)
class Start:
    """Another way to begin a case: a page for a new one, and one (taking the reference) that fills what is there."""

    label: Any
    new_url: str
    case_url: str


_tabs: dict[str, Tab] = {}
_starts: dict[str, Start] = {}
_pages: dict[str, PortfolioPage] = {}
_listeners: list[Listener] = []
_records: dict[str, str] = {}
_steps: list[tuple[int, StepOf]] = []
_built_on: list[BuiltOn] = []
_sheets: dict[str, CaseSheet] = {}
_dossier: list[DossierPart] = []
_places: list[Places] = []


def register_tab(
    key: str, label: str, template: str, context: Context, *, order: int, count: Counter | None = None
) -> None:
    """Add a tab to the case page; registering a key again replaces it."""
    _tabs[key] = Tab(key, label, template, context, order, count)


def tabs() -> list[Tab]:
    """All tabs of apps above, in the order of the page."""
    return sorted(_tabs.values(), key=lambda tab: tab.order)


def register_portfolio_page(key: str, label: str, url_name: str, *, order: int) -> None:
    """Add a page to the tabs of the portfolio: weights 20, certainty 30, scenarios 40; the ranking itself is 10."""
    _pages[key] = PortfolioPage(key, label, url_name, order)


def portfolio_pages() -> list[PortfolioPage]:
    """All pages of apps above that stand beside the ranking, in their order."""
    return sorted(_pages.values(), key=lambda page: page.order)


def register_start(label: Any, *, new_url: str, case_url: str) -> None:
    """Offer another way to begin a case, by the names of its two pages."""
    _starts[new_url] = Start(label, new_url, case_url)


def starts() -> list[Start]:
    """All other ways to begin a case."""
    return list(_starts.values())


def register_next_step(step: StepOf, *, order: int) -> None:
    """Add a source of the next step; the highest `order` that answers wins (governance 10, deployments 20)."""
    _steps.append((order, step))


def next_step(request: "Request", case: "UseCase") -> NextStep | None:
    """Return what the apps above say is next for a case; None when none of them has a say."""
    for _order, step in sorted(_steps, key=lambda item: -item[0]):
        if found := step(request, case):
            return found
    return None


def register_records(kind: str, lookup: str) -> None:
    """Let the history of a case tell what happened to records of a kind too: "governance.review", related by "case".

    The records answer for themselves (`visible_to`) which of them a reader may see.
    """
    _records[kind] = lookup


def records_of(reader: "Actor", case: "UseCase") -> list[tuple[str, Any]]:
    """Return, by kind, the uids (as a query) of the records of a case that a reader may see."""
    found = []
    for kind, lookup in _records.items():
        rows: Any = apps.get_model(kind)._default_manager.all()
        found.append((kind, rows.visible_to(reader).filter(**{lookup: case}).order_by().values("uid")))
    return found


def on_change(listener: Listener) -> None:
    """Call `listener(case, changed field names, by)` in the transaction of every change of a case's content."""
    if listener not in _listeners:
        _listeners.append(listener)


def changed(case: "UseCase", fields: frozenset[str], by: "Actor") -> None:
    """Tell the listeners; what one raises undoes the change."""
    for listener in _listeners:
        listener(case, fields, by)


def register_built_on(source: BuiltOn) -> None:
    """Add a source of what stands on cases: `source(case keys)` gives a word ("a review") by key.

    An import is undone only while nothing stands on its cases. A record with a foreign key to a case needs none.
    """
    if source not in _built_on:
        _built_on.append(source)


def built_on_sources() -> list[BuiltOn]:
    """All sources of what stands on cases."""
    return list(_built_on)


def register_sheet(sheet: CaseSheet) -> None:
    """Add records to the exports of use cases; registering a key again replaces it."""
    _sheets[sheet.key] = sheet


def sheets() -> list[CaseSheet]:
    """All records that an export of use cases holds beside the cases, in their order."""
    return sorted(_sheets.values(), key=lambda sheet: sheet.order)


def register_dossier(part: DossierPart) -> None:
    """Let an app above add fields to the dossier of a case: `part(case)` gives them by section and name."""
    if part not in _dossier:
        _dossier.append(part)


def dossier_parts(case: "UseCase") -> list[Mapping[str, Mapping[str, Any]]]:
    """Return what the apps above add to the dossier of a case."""
    return [part(case) for part in _dossier]


def register_places(places: Places) -> None:
    """Let files of a case belong to a part of it that an app above keeps: `places()` gives labels by place."""
    if places not in _places:
        _places.append(places)


def places() -> dict[str, str]:
    """The parts of a case to which files may belong; "" is the case as a whole."""
    return {"": ""} | {place: label for source in _places for place, label in source().items()}


def registered() -> dict[str, list[str]]:
    """Everything registered, for the test that lists the hooks."""
    return {
        "starts": list(_starts),
        "tabs": [tab.key for tab in tabs()],
        "portfolio_pages": [page.key for page in portfolio_pages()],
        "records": sorted(_records),
        "listeners": [f"{item.__module__}.{item.__qualname__}" for item in _listeners],
        "dossier": [f"{item.__module__}.{item.__qualname__}" for item in _dossier],
        "places": [f"{item.__module__}.{item.__qualname__}" for item in _places],
        "sheets": [sheet.key for sheet in sheets()],
        "built_on": [f"{item.__module__}.{item.__qualname__}" for item in _built_on],
        "next_steps": [f"{item.__module__}.{item.__qualname__}" for _order, item in _steps],
    }
