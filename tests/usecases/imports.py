"""What the tests of the import's pages share."""

from pathlib import Path

from django.test import Client
from django.urls import reverse

from usecases.models_import import ImportBatch

START = "/use-cases/import/"
SAMPLE = (Path(__file__).parent.parent / "samples" / "company-cases.csv").read_bytes()


def page(batch: ImportBatch, name: str) -> str:
    return reverse(f"usecases:import_{name}", args=[batch.uid])


def chosen(browser: Client, batch: ImportBatch, **changes: str) -> dict[str, str]:
    """What the browser would send from the page of the columns, with some changes."""
    form = browser.get(page(batch, "mapping")).context["form"]
    return {name: form[name].initial or "" for name in form.fields} | changes
