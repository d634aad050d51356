"""How the API knows who calls, and what a token may do."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from foundation.people.models import ApiToken, User
from foundation.people.queries import WRITE_SCOPE
from foundation.people.services import hash_secret

if TYPE_CHECKING:
    from rest_framework.views import APIView


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer pmo_...`"""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Send one token: Authorization: Bearer pmo_…"))
        secret = parts[1].decode("latin-1")
        token = ApiToken.objects.select_related("user", "unit").filter(secret_hash=hash_secret(secret)).first()
        if token is None or not token.is_usable or not token.user.is_active:
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        now = timezone.now()
        if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=5):
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.user.token = token
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "foundation.people.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "A token from /tokens/ or `manage.py api_token`."}


class ScopePermission(BasePermission):
    """Signed in; and a token without the scope "write" may only read."""

    message = gettext_lazy("This token may only read. Issue one with the scope write.")

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        token = getattr(request.user, "token", None)
        return token is None or request.method in SAFE_METHODS or WRITE_SCOPE in token.scopes
