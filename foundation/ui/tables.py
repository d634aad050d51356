"""The base of every list's table: which columns are shown, on which screen, and in which order."""

import inspect
from collections.abc import Callable
from typing import Any

import django_tables2 as tables
from django.db.models import F, QuerySet
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns import BoundColumn

from foundation.ui.columns import Base
from foundation.ui.words import missing

PICK = (
    '<td class="pm-pick"><input class="form-check-input" type="checkbox" name="pick" value="{}" form="acts" '
    'aria-label="{}" autocomplete="off"></td>'
)


class Table(tables.Table):
    """A django-tables2 table with three lists of its own on `Meta`.

    `phone`: the three columns that a phone shows, the row's name first. `hidden`: columns that the column chooser
    offers and that are not shown at first. `exported`: columns that every export holds, shown or not.
    """

    phone: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    exported: tuple[str, ...] = ()
    is_picking: bool = False

    def __init__(self, data: Any, **kwargs: Any) -> None:
        meta = getattr(type(self), "Meta", None)
        self.phone = tuple(getattr(meta, "phone", self.phone))
        self.hidden = tuple(getattr(meta, "hidden", self.hidden))
        self.exported = tuple(getattr(meta, "exported", self.exported))
        kwargs.setdefault("template_name", "ui/table.html")
        super().__init__(data, **kwargs)

    def choose(self, names: list[str]) -> None:
        """Show exactly these columns; names that are not columns are ignored, none left means the usual ones."""
        chosen = {name for name in names if name in self.columns.names()}
        if not chosen:
            chosen = {name for name in self.columns.names() if name not in self.hidden}
        for name in self.columns.names():
            (self.columns.show if name in chosen else self.columns.hide)(name)

    @property
    def choices(self) -> list[BoundColumn]:
        """The columns to choose from: all that have a header."""
        return [column for column in self.columns.all() if str(column.header).strip()]

    def body(self) -> SafeString:
        """All rows as markup. Written here and not in the template, whose loops cost four times as much a cell."""
        cells = [(_reader(column), _writer(self, column), _opening(self, column)) for column in self.columns]
        rows = []
        for record in self.data.data:
            rows.append("<tr data-row>")
            if self.is_picking:
                rows.append(format_html(PICK, *self.picked(record)))
            for read, write, opening in cells:
                rows.append(f"{opening}{conditional_escape(write(read(record), record))}</td>")
            rows.append("</tr>\n")
        return mark_safe("".join(rows))  # noqa: S308  (each cell is escaped above)

    def picked(self, record: Any) -> tuple[str, str]:
        """What stands for a row when it is chosen, and the row's name; a table of a list with acts gives its own."""
        raise NotImplementedError

    def phone_class(self, name: str) -> str:
        """Where a column stands on a phone: "pm-phone pm-phone-1" for the name; empty when it is left out."""
        shown = [column for column in self.phone or self.columns.names()[:3] if column in self.columns.names()]
        return f"pm-phone pm-phone-{shown.index(name) + 1}" if name in shown else ""

    def exported_headers(self) -> list[str]:
        """The headers of an export: the columns that are shown, and those that every export holds."""
        headers: list[str] = []
        for column in self._exported_columns():
            kind = column.column
            headers += kind.headers(str(column.header)) if isinstance(kind, Base) else [str(column.header)]
        return headers

    def _exported_columns(self) -> list[BoundColumn]:
        return [
            column
            for column in self.columns.iterall()
            if (column.visible or column.name in self.exported) and str(column.header).strip()
        ]

    def exported_cells(self, record: Any) -> list[Any]:
        """One row of an export. A method `value_<column>(record, value)` of the table takes precedence."""
        cells: list[Any] = []
        for column in self._exported_columns():
            value = column.accessor.resolve(record, quiet=True)
            if own := getattr(self, f"value_{column.name}", None):
                cells.append(own(record=record, value=value))
            elif isinstance(column.column, Base):
                cells += column.column.cells(value, record)
            else:
                cells.append("" if value is None else str(value))
        return cells


def _reader(column: BoundColumn) -> Callable[[Any], Any]:
    """How the value of a column is read from a row: a plain look-up where the row is a mapping."""
    accessor = column.accessor
    name = str(accessor)

    def read(record: Any) -> Any:
        if isinstance(record, dict) and name in record:
            return record[name]
        return accessor.resolve(record, quiet=True)

    return read


def _writer(table: "Table", column: BoundColumn) -> Callable[[Any, Any], Any]:
    """How a value is written: `render_<column>` of the table, with the arguments it names, else the column itself."""
    own = getattr(table, f"render_{column.name}", None)
    if own is not None:
        wanted = set(inspect.signature(own).parameters)
        fixed = {"column": column.column, "bound_column": column, "table": table}
        given = {name: value for name, value in fixed.items() if name in wanted}

        def render(value: Any, record: Any) -> Any:
            changing = {"value": value, "record": record}
            return own(**given, **{name: changing[name] for name in changing if name in wanted})

        return render
    if isinstance(column.column, Base):
        return column.column.render
    return lambda value, record: missing() if value is None or value == "" else value


def _opening(table: "Table", column: BoundColumn) -> str:
    names = " ".join(name for name in (column.attrs["td"].get("class", ""), table.phone_class(column.name)) if name)
    return str(format_html('<td class="{}">', names)) if names else "<td>"


def settled(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Order rows so that pages never overlap: missing values last either way, the key decides between equals."""
    if rows.query.group_by is not None and rows.query.values_select:
        return rows  # the key would split the groups
    order: list[Any] = []
    nullable = {field.name for field in rows.model._meta.get_fields() if getattr(field, "null", False)}
    for term in rows.query.order_by or rows.model._meta.ordering or ():
        if not isinstance(term, str):
            order.append(term)
            continue
        name, down = term.lstrip("-"), term.startswith("-")
        if name in nullable and not rows.model._meta.get_field(name).is_relation:
            order.append(F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True))
        else:
            order.append(term)
    if not any(term in ("pk", "-pk", "id", "-id") for term in order):
        order.append("pk")
    return rows.order_by(*order)
