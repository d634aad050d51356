"""The one list page: search, filters, sort, columns, pages and export, the same on every list."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from foundation.kernel.money import Money, full
from foundation.ui import exports, words
from foundation.ui.filters import Chip, FilterSet, without
from foundation.ui.search import clean
from foundation.ui.tables import Table, settled

Text = str | Promise
Searcher = Callable[[QuerySet[Any], str], QuerySet[Any]]

PAGE_SIZES = (25, 50, 100, 200)
PANEL = "filters"
"""Parameter that asks for the form of the filters: "form" alone, "open" within the page. Most readers of a list never
open it, and its choices can cost more than the rows."""
EXPORT_LIMIT = 20_000
"""Rows of one export; a longer list says so before and inside the file."""


@dataclass(frozen=True, slots=True)
class Empty:
    """What a list without any row says: what it is for, and the way to the first row."""

    title: Text
    text: Text = ""
    action: Text = ""
    url: str = ""
    icon: str = "dot"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What the template of a list reads."""

    title: Text
    table: Table
    page: Any
    filterset: FilterSet | None
    chips: list[Chip]
    text: str
    count: int
    is_filtered: bool
    empty: Empty
    totals: Mapping[str, str]
    columns: list[tuple[str, str, bool]]
    clear: str
    panel: str
    panel_open: bool
    kept: list[tuple[str, str]]
    others: list[tuple[str, str]]
    exports: list[tuple[str, str]]
    export_note: str
    searchable: bool
    acts: list[tuple[str, Text]]
    acts_url: str
    query: str


@dataclass
class ListPage:
    """A list over `rows`, which must already hold only what the reader may see.

    `search` names the fields looked into (all words must be found), or is a function (rows, text) -> rows. `title`
    is a text or a function of the number of rows found. `totals` gives a value for columns from the filtered rows, one
    query of its own. `acts` (key and words) are offered for chosen rows: `acts_url` is asked with the act as `act`,
    each row as `pick` (what the table's `picked` gives) and the list's own parameters as `back`. Everything else
    is read from the address; a parameter that means nothing is ignored.
    """

    rows: QuerySet[Any]
    table: type[Table] = field(kw_only=True)
    title: Text | Callable[[int], Text] = field(kw_only=True)
    filters: type[FilterSet] | None = field(default=None, kw_only=True)
    search: Iterable[str] | Searcher = field(default=(), kw_only=True)
    empty: Empty = field(default_factory=lambda: Empty(_("Nothing here yet")), kw_only=True)
    totals: Callable[[QuerySet[Any]], Mapping[str, Any]] | None = field(default=None, kw_only=True)
    export_name: str = field(default="list", kw_only=True)
    may_export: bool = field(default=True, kw_only=True)
    per_page: int = field(default=50, kw_only=True)
    acts: Iterable[tuple[str, Text]] = field(default=(), kw_only=True)
    acts_url: str = field(default="", kw_only=True)

    def render(
        self, request: HttpRequest, template: str = "ui/list.html", extra: Mapping[str, Any] | None = None
    ) -> HttpResponseBase:
        """The page, or the file when the address asks for an export."""
        query = request.GET
        text = clean(query.get("q", ""))
        filterset = None
        if self.filters and (self.filters.asked(query) or PANEL in query):
            filterset = self.filters(query, queryset=self.rows, request=request)
        if filterset is not None and query.get(PANEL) == "form":
            return render(request, "ui/filter_form.html", {"list": self._panel(query, filterset, text)})
        rows = filterset.qs if filterset is not None else self.rows
        rows = self._found(rows, text)
        table = self._table(rows, query)
        ordered = settled(table.data.data)
        if self.may_export and query.get("export") in exports.KINDS:
            return exports.download(
                query["export"],
                self.export_name,
                table.exported_headers(),
                self._exported(table, ordered),
                title=str(self.title(rows.count()) if callable(self.title) else self.title),
                about=self._about(query, filterset, text),
            )
        sizes = {str(size): size for size in PAGE_SIZES}
        page = Paginator(ordered, sizes.get(query.get("per", ""), self.per_page)).get_page(query.get("page"))
        table.data.data = list(page.object_list)
        table.is_picking = bool(tuple(self.acts))
        context = {**(extra or {}), "list": self._figures(query, filterset, rows, table, page, text)}
        return render(request, template, context)

    def _found(self, rows: QuerySet[Any], text: str) -> QuerySet[Any]:
        if not text:
            return rows
        if callable(self.search):
            return self.search(rows, text)
        names = tuple(self.search)
        for word in text.split()[:8] if names else ():
            condition = Q()
            for name in names:
                condition = or_(condition, Q(**{f"{name}__icontains": word}))
            rows = rows.filter(condition)
        return rows

    def _table(self, rows: QuerySet[Any], query: QueryDict) -> Table:
        columns = self.table.base_columns
        asked = [term for term in query.get("sort", "").split(",") if term.lstrip("-") in columns][:3]
        table = self.table(rows, order_by=asked or None)
        table.choose([name for name in query.get("cols", "").split(",") if name] or query.getlist("col"))
        return table

    def _exported(self, table: Table, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        for record in rows[:EXPORT_LIMIT].iterator(chunk_size=1000):
            yield table.exported_cells(record)
        if (total := rows.count()) > EXPORT_LIMIT:
            yield [_("Only the first %(limit)s of %(total)s rows.") % {"limit": EXPORT_LIMIT, "total": total}]

    def _about(self, query: QueryDict, filterset: FilterSet | None, text: str) -> list[str]:
        """What a workbook says below its title: when it was made, and what narrows its rows."""
        chips = [f"{chip.label}: {chip.text}" for chip in (filterset.chips(query) if filterset is not None else [])]
        if text:
            chips.insert(0, f"{_('Search')}: {text}")
        lines = [_("As of %(when)s") % {"when": words.when(timezone.now())}]
        return [*lines, f"{_('Filters')}: {'; '.join(chips)}"] if chips else lines

    def _figures(
        self, query: QueryDict, filterset: FilterSet | None, rows: QuerySet[Any], table: Table, page: Any, text: str
    ) -> Figures:
        count = page.paginator.count
        chips = filterset.chips(query) if filterset is not None else []
        if text:
            chips.insert(0, Chip(_("Search"), text, without(query, "q")))
        note = ""
        if count > EXPORT_LIMIT:
            note = _("Files hold the first %(limit)s of %(count)s rows.") % {
                "limit": words.number(EXPORT_LIMIT),
                "count": words.number(count),
            }
        return Figures(
            title=self.title(count) if callable(self.title) else self.title,
            table=table,
            page=page,
            filterset=filterset,
            chips=chips,
            text=text,
            count=count,
            is_filtered=bool(chips) or bool(filterset is not None and filterset.wrong),
            empty=self.empty,
            totals=self._totals(rows) if count else {},
            columns=[(column.name, str(column.header), column.visible) for column in table.choices],
            clear=self._clear(query),
            panel="" if self.filters is None else f"{without(query, PANEL)}&{PANEL}=form".replace("?&", "?"),
            panel_open=filterset is not None and (filterset.wrong or PANEL in query),
            kept=_kept(query),
            others=[
                (name, value)
                for name, values in query.lists()
                for value in values
                if name not in ("q", "page", "export", "col", PANEL) and value
            ],
            exports=[
                (kind.upper(), f"{without(query)}&export={kind}".replace("?&", "?"))
                for kind in exports.KINDS
                if self.may_export
            ],
            export_note=note,
            searchable=callable(self.search) or bool(tuple(self.search)),
            acts=list(self.acts),
            acts_url=self.acts_url,
            query=query.urlencode(),
        )

    def _clear(self, query: QueryDict) -> str:
        names = [name for name in query if self.filters is not None and self.filters.owns(name)]
        return without(query, "q", PANEL, *names)

    def _panel(self, query: QueryDict, filterset: FilterSet, text: str) -> dict[str, Any]:
        """What the form of the filters reads when it is asked for alone."""
        return {
            "filterset": filterset,
            "text": text,
            "kept": _kept(query),
            "is_filtered": bool(text) or (self.filters is not None and self.filters.asked(query)),
            "clear": self._clear(query),
        }

    def _totals(self, rows: QuerySet[Any]) -> Mapping[str, str]:
        if self.totals is None:
            return {}
        return {
            name: full(value) if isinstance(value, Money) else words.plain(value, short=False)
            for name, value in self.totals(rows).items()
        }


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """What stays when filters change: order, columns, rows on a page."""
    return [(name, value) for name in ("sort", "cols", "per") if (value := query.get(name, ""))]
