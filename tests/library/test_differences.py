"""What differs between two versions, in words that lead to the place."""

import json
from typing import Any

from library import rules
from library.differences import Change, differences
from library.services import read_content

INSTRUMENT = next(document for document in read_content() if document.slug == "enterprise-readiness")


def changed(edit: Any) -> list[Change]:
    data = json.loads(rules.encode(INSTRUMENT))
    edit(data)
    return differences(INSTRUMENT, rules.parse(data))


def test_a_document_does_not_differ_from_itself_nor_by_its_number() -> None:
    assert changed(lambda data: data.update(version=7)) == []


def test_a_text_is_shown_word_by_word_at_its_place() -> None:
    now = "Ask. " * 5 + "And ask twice."

    (change,) = changed(lambda data: data["dimensions"][0]["factors"][0].update(guidance=now))

    assert change.what == "changed"
    assert change.place == ("Dimensions", "Data", "Factors", "Data quality", "Guidance")
    assert "".join(text for kind, text in change.pieces if kind != "old") == now


def test_an_entry_that_moved_is_neither_lost_nor_new() -> None:
    (change,) = changed(lambda data: data["dimensions"][2]["factors"].reverse())

    assert (change.what, change.place[-1]) == ("moved", "Factors")
    assert change.after == tuple(reversed(change.before))


def test_entries_lost_and_new_are_named_by_their_label() -> None:
    def edit(data: dict[str, Any]) -> None:
        factor = data["dimensions"][1]["factors"].pop(0)
        data["dimensions"][1]["factors"].append(factor | {"key": "brand_new", "label": "Brand new"})

    added, removed = changed(edit)

    assert (added.what, added.place[-1], added.before) == ("added", "Brand new", ())
    assert (removed.what, removed.place[-1], removed.after) == ("removed", "Infrastructure", ())
    assert "Label: Infrastructure" in removed.before


def test_numbers_and_optional_fields_are_written_as_people_read_them() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["weak_below"] = "5.5"
        data["notes"] = [*data["notes"], "One more."]

    by_place = {change.place: change for change in changed(edit)}

    assert by_place[("Weak below",)].before == ("6",)
    assert by_place[("Weak below",)].after == ("5.5",)
    assert by_place[("Notes", "3")].after == ("One more.",)
