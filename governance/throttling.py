"""How often one address may do what needs no login. The address itself is kept nowhere."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac


def allowed(request: HttpRequest, name: str, *, limit: int, seconds: int = 3600) -> bool:
    """Count one attempt, and say whether it is among the first `limit` of this address in this period.

    The cache holds a keyed hash of the address and the period for as long as the period; nothing else is stored.
    """
    period = int(timezone.now().timestamp()) // seconds
    mark = salted_hmac("governance.throttling", f"{name}:{period}:{_address(request)}", algorithm="sha256").hexdigest()
    key = f"throttle:{mark}"
    cache.add(key, 0, timeout=seconds)
    try:
        return cache.incr(key) <= limit
    except ValueError:  # it expired in between
        return True


def _address(request: HttpRequest) -> str:
    """The caller's address: behind our proxy the last one that it added."""
    if settings.SECURE_PROXY_SSL_HEADER and (passed := request.headers.get("X-Forwarded-For", "")):
        return passed.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
