"""What the preview of an import tells before anything is changed, and how its pages go on."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.usecases.imports import chosen, page
from usecases.models_import import ImportBatch

pytestmark = pytest.mark.django_db


def test_spellings_that_nobody_knows_are_preset_to_unknown_and_counted_in_the_preview(browser: Any, send: Any) -> None:
    send(b"Name,Lage,Rechte\nA,blabla,nein\nB,Pilot,vielleicht\nC,blabla,nein\n")
    batch = ImportBatch.objects.get()

    asked = browser.post(page(batch, "mapping"), chosen(browser, batch, col_1="stage", col_2="impact"))
    form = asked.context["form"]
    shown = {row.text: row.field.value() for _title, rows in asked.context["values"] for row in rows}
    again = {name: form[name].value() or "" for name in form.fields}
    browser.post(page(batch, "mapping"), again)
    preview = browser.get(page(batch, "preview"))

    assert asked.status_code == 422
    assert shown == {"blabla": "unknown", "Pilot": "pilot", "nein": "unknown", "vielleicht": "unknown"}
    assert preview.context["preview"]["unknown"] == {"rows": 3, "stage": 1, "impact": 2}
    text = preview.content.decode()
    assert "1 value of the stage means none" in text
    assert "2 values of the effect on rights and safety are kept as unknown" in text


def test_a_mistyped_stage_is_preset_to_the_stage_it_nearly_is(browser: Any, send: Any) -> None:
    send(b"Name,Stage\nA,Pilott\nB,Prodcution\nC,undeployed\nD,Lost\nE,Idea\n")

    asked = browser.get(page(ImportBatch.objects.get(), "mapping"))

    assert {row.text: row.field.value() for _title, rows in asked.context["values"] for row in rows} == {
        "Pilott": "pilot", "Prodcution": "production", "undeployed": "unknown", "Lost": "unknown", "Idea": "idea",
    }  # fmt: skip


def test_the_preview_names_the_units_that_would_be_new(browser: Client, send: Any, run_jobs: Any) -> None:
    content = b"Name,Unit,Team\nA,Legal,Patents\nB,Legal,\nC,LEGAL,patents\n"
    said = []
    for rows in (content, content, content + b"D,Legal,Brands\n"):
        send(rows, name="units.csv")
        batch = ImportBatch.objects.order_by("-id")[0]
        browser.post(page(batch, "mapping"), chosen(browser, batch))
        preview = browser.get(page(batch, "preview"))
        said.append((preview.context["preview"]["new_units"], preview.context["preview"]["new_unit_names"]))
        browser.post(page(batch, "run"))
        run_jobs()

    assert said == [(2, ["Legal", "Legal / Patents"]), (0, []), (1, ["Legal / Brands"])]
    assert "1 is not there yet and would be created: <bdi>Legal / Brands</bdi>" in " ".join(
        preview.content.decode().split()
    )


def test_the_page_of_an_import_is_loaded_anew_when_its_job_ends(browser: Client, batch: Any, run_jobs: Any) -> None:
    browser.post(page(batch, "mapping"), chosen(browser, batch))
    browser.post(page(batch, "run"))
    polled = re.findall(r'hx-get="([^"]+)"', browser.get(page(batch, "detail")).content.decode())[0]
    waiting = browser.get(polled)
    run_jobs()

    assert "HX-Refresh" not in waiting
    assert browser.get(polled)["HX-Refresh"] == "true"
    assert "HX-Refresh" not in browser.get(polled.partition("?")[0])
