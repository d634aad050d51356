"""The system checks name what is wrong and what to do, and stay silent otherwise."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from pmo import checks


def ids(messages: list[object]) -> set[str]:
    return {message.id for message in messages}  # type: ignore[attr-defined]


def test_demo_on_this_machine_is_fine(settings: Settings) -> None:
    settings.DEMO, settings.HTTPS = True, False
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    settings.SECURE_PROXY_SSL_HEADER = None

    assert checks.check_mode(None) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTPS", True, "PMO_HTTPS"),
        ("ALLOWED_HOSTS", ["pmo.example.org"], "PMO_ALLOWED_HOSTS"),
        ("SECURE_PROXY_SSL_HEADER", ("HTTP_X_FORWARDED_PROTO", "https"), "PMO_BEHIND_PROXY"),
    ],
)
def test_demo_refuses_production_settings(settings: Settings, name: str, value: object, told: str) -> None:
    settings.DEMO = True
    setattr(settings, name, value)

    (message,) = checks.check_mode(None)

    assert message.id == "pmo.E001"
    assert told in message.msg


def test_demo_with_production_settings_serves_nothing(settings: Settings) -> None:
    settings.DEMO = settings.HTTPS = True

    with pytest.raises(ImproperlyConfigured, match="PMO_HTTPS"):
        checks.refuse_open_demo()


def test_a_reporting_currency_that_is_none_is_refused(settings: Settings) -> None:
    assert checks.check_currency(None) == []
    for wrong in ("XYZ", "usd", ""):
        settings.REPORTING_CURRENCY = wrong

        (message,) = checks.check_currency(None)

        assert message.id == "pmo.E003"
        assert "PMO_CURRENCY" in str(message.hint)


def test_deployment_wants_database_broker_and_names(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO, settings.REDIS_URL = False, ""
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")

    assert ids(checks.check_deployment(None)) == {"pmo.W003", "pmo.W004", "pmo.W005"}


def test_deployment_refuses_demo_mode(settings: Settings) -> None:
    settings.DEMO = True

    assert "pmo.E002" in ids(checks.check_deployment(None))


def test_missing_pdf_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.PDF_LIBRARIES, "no-such-library", "libnosuch0")

    (message,) = checks.check_pdf_libraries(None)

    assert message.id == "pmo.W001"
    assert "libnosuch0" in message.msg
    assert "apt-get install" in str(message.hint)


def test_missing_browser_files_are_told(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR, settings.WHITENOISE_USE_FINDERS = tmp_path, True

    (message,) = checks.check_browser_files(None)

    assert message.id == "pmo.W002"
    assert "npm ci" in str(message.hint)
