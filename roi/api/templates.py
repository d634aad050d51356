"""Deployment templates over the API: which there are, and a case begun from one or filled from one."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.db.models import new_uid
from foundation.kernel.errors import Denied, Invalid
from foundation.kernel.money import Money
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import MoneySerializer, error_answers, known_parameters
from library import queries as library
from library.kinds.deployment_template import DeploymentTemplate
from roi import services
from roi.api.ledger import MONTH, WRONG_MONTH, user_of, valid
from roi.forms import case_by_reference
from roi.services.templates import LABELS
from roi.template_forms import SUMMARY_LENGTH
from usecases.models import NAME_LENGTH, UseCase

SLUG_LENGTH = 64


class DeploymentTemplateSerializer(serializers.Serializer[Any]):
    """A template in its latest version, and what it fills."""

    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    objective = serializers.CharField()
    case_type = serializers.CharField(help_text="The type under which a case made from it is filed: taxonomy:key.")
    cost = MoneySerializer(help_text="One-off and running cost up to the end of the months.")
    needed_return = MoneySerializer(help_text="What must have come in by then for the return on investment.")
    months = serializers.IntegerField()
    kpis = serializers.ListField(child=serializers.CharField(), help_text="Keys of the target metrics.")
    checklist = serializers.ListField(child=serializers.CharField(), help_text="What must be built and shown.")


class TemplateStartSerializer(serializers.Serializer[Any]):
    """The template and the month in which its business case begins."""

    template = serializers.SlugField(max_length=SLUG_LENGTH)
    start = serializers.RegexField(MONTH, error_messages=WRONG_MONTH, help_text="Month, for example 2027-01.")

    def validate_start(self, value: str) -> Month:
        """The month."""
        try:
            return Month.parse(value)
        except (ValueError, Invalid):
            raise serializers.ValidationError(WRONG_MONTH["invalid"]) from None


class TemplateCreateSerializer(TemplateStartSerializer):
    """A new case, filled at once. Sent again with the same `key`, the first case is answered."""

    unit = serializers.UUIDField()
    name = serializers.CharField(max_length=NAME_LENGTH)
    summary = serializers.CharField(max_length=SUMMARY_LENGTH, allow_blank=True, default="")
    key = serializers.UUIDField(required=False)


class TemplateFillSerializer(TemplateStartSerializer):
    """A case that is there. What it says already stays unless its field is named in `overwrite`."""

    case = serializers.CharField(max_length=40, help_text="Its reference, for example UC-0042.")
    overwrite = serializers.ListField(
        child=serializers.ChoiceField(choices=list(LABELS)), max_length=len(LABELS), default=list
    )


class TemplateFilledSerializer(serializers.Serializer[Any]):
    """The case that was filled."""

    uid = serializers.UUIDField()
    reference = serializers.CharField()
    name = serializers.CharField()


class TemplatesView(APIView):
    """The deployment templates of the library."""

    @extend_schema(
        tags=["use-cases"],
        operation_id="deployment_templates_list",
        responses={200: DeploymentTemplateSerializer(many=True), **error_answers()},
    )
    def get(self, request: Request) -> Response:
        """List the latest version of each template."""
        known_parameters(request, ())
        if not access_of(user_of(request)).anywhere(Permission.READ):
            raise Denied(_("You may not read any unit."))
        documents = library.published("deployment_template").latest_versions()
        return Response([_template(document.parsed) for document in documents])

    @extend_schema(
        tags=["use-cases"],
        operation_id="deployment_templates_create_case",
        request=TemplateCreateSerializer,
        responses={201: TemplateFilledSerializer, **error_answers(409)},
    )
    def post(self, request: Request) -> Response:
        """Register a case that is filled from a template: checklist, KPIs and business case with it."""
        by, said = user_of(request), valid(TemplateCreateSerializer, request)
        unit = access_of(by).units(Permission.READ).filter(uid=said["unit"]).first()
        if unit is None:
            raise Invalid(_("There is no such unit that you may see."), field="unit")
        case = services.create_from_template(
            unit,
            by=by,
            name=said["name"],
            summary=said["summary"],
            slug=_slug(said["template"]),
            start=said["start"],
            key=said.get("key") or new_uid(),
        )
        return Response(_filled(case), status=status.HTTP_201_CREATED)


class TemplateFillView(APIView):
    """Filling a case that is there."""

    @extend_schema(
        tags=["use-cases"],
        operation_id="deployment_templates_fill_case",
        request=TemplateFillSerializer,
        responses={200: TemplateFilledSerializer, **error_answers(409)},
    )
    def post(self, request: Request) -> Response:
        """Fill a case from a template; what it says already stays unless it is to be replaced."""
        by, said = user_of(request), valid(TemplateFillSerializer, request)
        case = case_by_reference(said["case"], by)
        if case is None:
            raise Invalid(_("There is no such use case that you may see."), field="case")
        slug = _slug(said["template"])
        case = services.fill_from_template(case, by=by, slug=slug, start=said["start"], overwrite=said["overwrite"])
        return Response(_filled(case))


def _slug(slug: str) -> str:
    """The template's slug. Raises Invalid at `template` for one that is not there."""
    if not library.published("deployment_template").filter(slug=slug).exists():
        raise Invalid(_("There is no deployment template “%(slug)s”."), field="template", slug=slug)
    return slug


def _template(template: DeploymentTemplate) -> dict[str, Any]:
    case, currency = template.business_case, template.currency
    return {
        "slug": template.slug,
        "version": template.version,
        "title": template.title,
        "objective": template.objective,
        "case_type": f"{template.taxonomy}:{template.case_type}",
        "cost": _amount(case.cost, currency),
        "needed_return": _amount(case.needed_return, currency),
        "months": case.months,
        "kpis": [metric.key for metric in template.metrics],
        "checklist": [item.ask for item in template.checklist],
    }


def _amount(value: Any, currency: str) -> dict[str, str]:
    made = Money.of(value, currency)
    return {"amount": str(made.amount), "currency": made.currency}


def _filled(case: UseCase) -> dict[str, Any]:
    return {"uid": str(case.uid), "reference": case.reference, "name": case.name}
