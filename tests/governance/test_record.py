"""The decision record: its PDF, and the check that needs nothing of this product."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.governance.pages import ClientOf, url
from tests.project.tree import ROOT

pytestmark = pytest.mark.usefixtures("library")
SCRIPT = ROOT / "docs/users/verify_decision.py"


def verified(path: Path) -> subprocess.CompletedProcess[str]:
    """What the script says of a file, run by a Python that sees none of our packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(path)], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_record_verifies_offline_and_every_forgery_is_found(
    cast: SimpleNamespace, review_at: Any, client_of: ClientOf, tmp_path: Path
) -> None:
    review = review_at("approved", tier="medium")
    path = tmp_path / "record.json"
    path.write_bytes(client_of(cast.dov).get(url("review_record", review.uid)).content)

    good = verified(path)
    assert (good.returncode, good.stderr) == (0, "")
    assert "Holds: digest, fingerprint, 6 sections, 5 votes." in good.stdout

    def forged(change: Callable[[dict[str, Any]], None]) -> str:
        file = json.loads(path.read_text())
        change(file)
        other = tmp_path / "forged.json"
        other.write_text(json.dumps(file))
        result = verified(other)
        assert result.returncode == 1
        return result.stdout

    assert "not the one that was digested" in forged(lambda f: f["record"].update(outcome="rejected"))
    assert "The section budget is not" in forged(lambda f: f["dossier"]["budget"].update(amount="1.00"))
    assert "The fingerprint is not" in forged(lambda f: f["record"]["sections"].update(data="0" * 64))
    assert "is not the one that was sealed" in forged(
        lambda f: f["record"]["steps"][1]["votes"][0].update(choice="reject")
    )


def test_the_record_is_a_pdf_for_who_may_see_the_case(
    cast: SimpleNamespace, review_at: Any, client_of: ClientOf, api_of: Callable[..., APIClient]
) -> None:
    review = review_at("approved", tier="low")

    page = client_of(cast.dov).get(url("review_record_pdf", review.uid))
    answer = api_of(cast.dov).get(f"/api/v1/reviews/{review.uid}/record-pdf/")

    assert page.content[:5] == answer.content[:5] == b"%PDF-"
    assert page["Content-Disposition"].endswith('-round-1-decision.pdf"')
    assert client_of(cast.olga).get(url("review_record_pdf", review.uid)).status_code == 404
    assert api_of(cast.olga).get(f"/api/v1/reviews/{review.uid}/record-pdf/").status_code == 404
