"""`/healthz`: may this process be sent requests? Read by load balancers, containers and `dev.py`; needs no sign-in."""

import logging
import os
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)

BROKER_SECONDS = 2


class NotReady(Exception):
    """A part that is reachable but cannot serve yet; its text is shown."""


class Migrated:
    """Remembers, for the life of the process, that nothing waits to be migrated: asking costs tens of milliseconds."""

    done = False


def check_database() -> None:
    """Raises the driver's error when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations() -> None:
    """Raises NotReady while migrations wait to be applied."""
    if Migrated.done:
        return
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReady(f"{len(waiting)} migrations wait; run manage.py migrate")
    Migrated.done = True


def check_broker() -> None:
    """Raises when background work could not be handed over: Redis silent, or the demo's queue folder not writable."""
    if settings.REDIS_URL:
        import redis  # a third of a second that a demo without Redis need not spend

        client = redis.Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
        )
        try:
            client.ping()
        finally:
            client.close()
    elif not os.access(settings.QUEUE_DIR / "messages", os.W_OK):
        raise NotReady("the queue folder cannot be written")


PARTS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "migrations": check_migrations,
    "broker": check_broker,
}


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 and "ok" for each part, or 503 and what is wrong; the cause goes to the log, never into the answer."""
    answer = {"status": "ok", "version": settings.VERSION}
    for name, check in PARTS.items():
        try:
            check()
        except NotReady as reason:
            answer[name] = str(reason)
        except Exception:
            log.exception("health: %s is unreachable", name)
            answer[name] = "unreachable"
        else:
            answer[name] = "ok"
    ready = all(answer[name] == "ok" for name in PARTS)
    if not ready:
        answer["status"] = "not ready"
    return JsonResponse(answer, status=200 if ready else 503)
