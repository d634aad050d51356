"""System checks of the product: settings that would be refused or missed in operation, each with an id.

`python manage.py check` runs them at every start; those tagged for deployment only run with `--deploy`.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from foundation.kernel.currencies import is_currency
from foundation.ui.pdf import INSTALL as PDF_INSTALL
from foundation.ui.pdf import LIBRARIES as PDF_LIBRARIES
from foundation.ui.pdf import missing_libraries as missing_pdf_libraries
from pmo.static import missing_vendor_files

__all__ = ["PDF_INSTALL", "PDF_LIBRARIES", "missing_pdf_libraries"]


@register(Tags.compatibility)
def check_mode(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """pmo.E001: demo mode lets anyone enter as anyone, so it refuses what only a production site has."""
    if not settings.DEMO:
        return []
    found = []
    if settings.HTTPS:
        found.append("PMO_HTTPS")
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in {"localhost", "127.0.0.1", "[::1]", "testserver"}]
    if hosts:
        found.append("PMO_ALLOWED_HOSTS")
    if settings.SECURE_PROXY_SSL_HEADER:
        found.append("PMO_BEHIND_PROXY")
    if not found:
        return []
    return [
        Error(
            f"Demo mode is on together with production settings ({', '.join(found)}).",
            hint="In demo mode anyone can enter as any persona. Unset PMO_DEMO, or unset the settings named.",
            id="pmo.E001",
        )
    ]


@register(Tags.compatibility)
def check_currency(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """pmo.E003: amounts are reported in a currency whose decimals the product knows."""
    if is_currency(settings.REPORTING_CURRENCY):
        return []
    return [
        Error(
            f"The reporting currency “{settings.REPORTING_CURRENCY}” is no currency in use.",
            hint="Set PMO_CURRENCY to a three-letter code of ISO 4217 in capitals, for example USD or EUR.",
            id="pmo.E003",
        )
    ]


def refuse_open_demo() -> None:
    """Raises ImproperlyConfigured where pmo.E001 stands: a web server does not run the checks by itself."""
    for message in check_mode(None):
        raise ImproperlyConfigured(f"{message.msg} {message.hint}")


@register(Tags.security, deploy=True)
def check_deployment(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """pmo.E002 and pmo.W003 to W005: what a production site needs and a demo does not."""
    messages: list[CheckMessage] = []
    if settings.DEMO:
        messages.append(Error("Demo mode is on.", hint="Unset PMO_DEMO before this site is deployed.", id="pmo.E002"))
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        messages.append(
            Warning(
                "The database is SQLite, which one machine can write to at a time.",
                hint="Set DATABASE_URL, for example postgres://pmo:password@db:5432/pmo.",
                id="pmo.W003",
            )
        )
    if not settings.REDIS_URL:
        messages.append(
            Warning(
                "Background work goes through a folder of this machine.",
                hint="Set REDIS_URL, for example redis://redis:6379/0.",
                id="pmo.W004",
            )
        )
    if set(settings.ALLOWED_HOSTS) <= {"localhost", "127.0.0.1", "[::1]"}:
        messages.append(
            Warning(
                "The site answers to this machine's own names alone.",
                hint="Set PMO_ALLOWED_HOSTS to the names that people type, separated by commas.",
                id="pmo.W005",
            )
        )
    return messages


@register(Tags.compatibility)
def check_pdf_libraries(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """pmo.W001: without Pango everything runs but PDF reports."""
    missing = missing_pdf_libraries()
    if not missing:
        return []
    return [
        Warning(
            f"PDF reports cannot be made: {', '.join(missing)} not found. Everything else works.",
            hint=PDF_INSTALL,
            id="pmo.W001",
        )
    ]


@register(Tags.staticfiles)
def check_browser_files(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """pmo.W002: pages have no style and no charts until the npm packages are installed."""
    if not settings.WHITENOISE_USE_FINDERS:
        return []  # a built site serves what collectstatic gathered
    missing = missing_vendor_files()
    if not missing:
        return []
    return [
        Warning(
            f"{len(missing)} browser files are missing from node_modules, the first is {missing[0]}.",
            hint="Run `python3 dev.py setup`, or `npm ci --ignore-scripts`.",
            id="pmo.W002",
        )
    ]
