"""How past promises came true, over the API."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.kernel.errors import Denied
from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import MoneySerializer, error_answers, known_parameters, money
from roi import promise_queries
from roi.api.ledger import user_of
from roi.figures import exact
from roi.rules import track


class TrackSerializer(serializers.Serializer[Any]):
    """What a group promised by now and realized."""

    by = serializers.CharField(allow_blank=True, help_text="unit, sponsor or category; empty for all cases.")
    name = serializers.CharField(allow_blank=True)
    cases = serializers.IntegerField()
    promised = MoneySerializer()
    realized = MoneySerializer()
    share = serializers.CharField(allow_null=True, help_text="Realized over promised; null while nothing was promised.")
    reliable_share = serializers.CharField(help_text="The same, drawn towards all cases where a group is small.")


class PromisesSerializer(serializers.Serializer[Any]):
    """How past promises came true, and how good forecasts were."""

    overall = TrackSerializer()
    groups = TrackSerializer(many=True)
    bias = serializers.CharField(allow_null=True, help_text="Mean of realized over promised, less 1.")
    spread = serializers.CharField(allow_null=True, help_text="Standard deviation over cases; null for fewer than two.")


class PromisesView(APIView):
    """How past promises came true."""

    @extend_schema(
        tags=["value"], operation_id="promises_retrieve", responses={200: PromisesSerializer, **error_answers()}
    )
    def get(self, request: Request) -> Response:
        """Read realized over promised by unit, sponsor and category, of the cases that you may read."""
        known_parameters(request, ())
        if not access_of(user_of(request)).anywhere(Permission.READ):
            raise Denied(_("You may not read any unit."))
        rows = [past for _version, past in promise_queries.promises(user_of(request))]
        quality = track.accuracy(rows)
        groups = [(by, line) for by in track.GROUPINGS for line in track.by_group(rows, by)]
        return Response(
            {
                "overall": _line("", track.overall(rows)),
                "groups": [_line(by, line) for by, line in groups],
                "bias": exact(quality.bias),
                "spread": exact(quality.spread),
            }
        )


def _line(by: str, line: track.Track) -> dict[str, Any]:
    currency = settings.REPORTING_CURRENCY
    return {
        "by": by,
        "name": line.name,
        "cases": line.cases,
        "promised": money(Money(line.promised, currency)),
        "realized": money(Money(line.realized, currency)),
        "share": exact(line.share),
        "reliable_share": exact(line.shrunk),
    }
