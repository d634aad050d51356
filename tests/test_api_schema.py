"""The API describes itself without a contradiction: no two shapes under one name, nothing that it cannot describe."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_schema_is_valid_and_gives_no_warning(capsys: pytest.CaptureFixture[str]) -> None:
    told = io.StringIO()

    call_command("spectacular", validate=True, stdout=told)

    assert "Warning" not in capsys.readouterr().err
    assert "/api/v1/readiness-sheets/{uid}/take-workbook/" in told.getvalue()
