"""Scenarios over the API: plan, solve, read the answer, adopt and withdraw."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money, exponent
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.api import Cursor, error_answers, known_parameters, money
from portfolio import policies, services
from portfolio.api import scenario_shapes as shapes
from portfolio.models.scenarios import Adoption, Outcome, Scenario, Solution
from portfolio.queries import scenarios
from portfolio.queries.scenarios import MOST_COMPARED
from portfolio.rules import scenario as rules
from portfolio.rules.problem import Kind
from portfolio.rules.scenario import Content, Row, Rule, Skill, Small
from portfolio.shown import Answer, Comparison
from portfolio.wording import draft
from usecases.models import key_of


def _text(value: Decimal | None) -> str | None:
    """Digits without zeros at the end."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _answer(scenario: Scenario) -> dict[str, Any] | None:
    solution = scenario.solution
    if solution is None or not solution.is_finished:
        return None
    return _short(solution, scenario.currency)


def _short(solution: Solution, currency: str) -> dict[str, Any]:
    found = solution.found
    return {
        "uid": solution.uid,
        "version": solution.version,
        "feasible": found.feasible,
        "proven": found.proven,
        "gap": _text(found.choice.gap),
        "value": _text(found.value) if found.feasible else None,
        "funded": solution.funded,
        "candidates": solution.candidates,
        "cost": money(Money(solution.cost_minor, currency)),
        "seed": solution.seed,
        "finished_at": solution.finished_at,
    }


def scenario_json(scenario: Scenario) -> dict[str, Any]:
    """Write a scenario as lists show it."""
    names = ("uid", "name", "note", "first_year", "years", "measure", "currency", "state", "version")
    return {
        **{name: getattr(scenario, name) for name in names},
        "unit": scenario.unit.uid,
        "unit_name": scenario.unit.name,
        "created_at": scenario.created_at,
        "updated_at": scenario.updated_at,
        "archived_at": scenario.archived_at,
        "answer": _answer(scenario),
    }


def _detail(scenario: Scenario) -> dict[str, Any]:
    data, places = rules.written(scenario.says), exponent(scenario.currency)

    def major(minor: int | None) -> str | None:
        return None if minor is None else format(Decimal(minor).scaleb(-places), "f")

    data["budgets"] = [major(budget) for budget in data["budgets"]]
    for row in data["rows"]:
        for part in (row, row["small"] or {"costs": []}):
            part["costs"] = [major(cost) for cost in part["costs"]]
    return scenario_json(scenario) | {"content": data}


def _result(scenario: Scenario, solution: Solution) -> dict[str, Any]:
    answer = Answer.of(scenario, solution)
    found, words, currency = answer.found, answer.words, scenario.currency
    lines = [*answer.lines(chosen=True), *answer.lines(chosen=False)]
    by_key = answer.inputs.problem.by_key
    return _short(solution, currency) | {
        "stale": scenarios.is_stale(scenario, solution),
        "candidates_decided": [
            {
                "case": line.reference,
                "name": line.name,
                "level": found.levels.get(line.reference),
                "value": _text(by_key[line.reference].levels[found.levels.get(line.reference, 0)].value),
                "costs": [money(cost) for cost in line.costs],
                "reasons": line.reasons,
                "ways_in": line.ways,
                "chosen_in_draws": _text(line.share),
            }
            for line in lines
        ],
        "uses": [
            {"kind": u.limit.kind, "of": u.limit.first, "used": _text(u.used), "limit": _text(u.limit.amount)}
            for u in found.uses
        ],
        "prices": [{"rule": words.limit(price.limit), "value": _text(price.value)} for price in found.prices],
        "frontier": [
            {
                "factor": _text(point.factor),
                "budget": money(Money(point.budget, currency)),
                "value": _text(point.value),
                "chosen": point.chosen,
                "proven": point.proven,
            }
            for point in found.frontier
        ],
        "conflict": answer.conflict_rows,
        "aside": {key: why for key, _name, why in answer.aside},
    }


def _adoption(row: Adoption) -> dict[str, Any]:
    names = ("uid", "first_year", "last_year", "reason", "adopted_at", "ended_at", "end_reason")
    told = {name: getattr(row, name) for name in names}
    return told | {"scenario": row.scenario.uid, "solution": row.solution.uid, "unit": row.unit.uid}


def _outcomes(scenario: Scenario) -> QuerySet[Outcome]:
    """What the latest answer means for each case. Raises NotFound until there is one."""
    if scenario.solution is None or not scenario.solution.is_finished:
        raise NotFound
    return scenario.solution.outcomes.select_related("case", "solution__scenario__unit")


def _message(row: Outcome, ends: str) -> dict[str, Any]:
    return {
        "uid": row.uid,
        "case": row.case.reference,
        "name": row.case.name,
        "level": row.level,
        "text": draft(row, ends),
        "edited": row.edited_by_id is not None,
        "sent_at": row.sent_at,
        "told": row.told,
    }


def _wanted(texts: Sequence[str]) -> list[UUID]:
    """The uids of an address, each once. Raises Invalid at `with` for what is none, for none at all or too many."""
    try:
        found = list(dict.fromkeys(UUID(text) for text in texts))
    except ValueError:
        raise Invalid(_("This is no uid."), field="with") from None
    if not 0 < len(found) <= MOST_COMPARED:
        raise Invalid(_("Name one to %(most)d scenarios."), field="with", most=MOST_COMPARED)
    return found


def _compared(found: Comparison) -> dict[str, Any]:
    return {
        "scenarios": [scenario_json(scenario) for scenario, _answer in found.columns],
        "impossible": [scenario.uid for scenario in found.impossible],
        "limits": [
            {"limit": row["label"], "used": [cell and cell["text"] for cell in row["cells"]]} for row in found.uses
        ],
        "differing": [{"case": case.reference, "name": case.name, "treated": case.treated} for case in found.differing],
        "alike": found.same,
    }


def _user(request: Request) -> User:
    return request.user  # type: ignore[return-value]


def _valid(shape: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    asked = shape(data=data)
    asked.is_valid(raise_exception=True)
    found: dict[str, Any] = dict(asked.validated_data)
    return found


def _minor(value: Decimal | None, currency: str, field: str) -> int | None:
    if value is None:
        return None
    return Money.of(value, currency, field=field).minor


def _content(data: dict[str, Any], currency: str) -> Content:
    """What was sent as a content; amounts in major units become minor ones. Raises Invalid at their field."""

    def costs(part: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(_minor(cost, currency, "candidates") for cost in part["costs"])

    rows = []
    for row in data["rows"]:
        part = row["small"]
        small = part and Small(value=part["value"], costs=costs(part), people=tuple(part["people"]))
        plain = {name: row[name] for name in ("case", "value", "low", "high")}
        plain["case"] = plain["case"].strip().upper()
        rows.append(Row(**plain, costs=costs(row), people=tuple(row["people"]), small=small))
    return Content(
        budgets=tuple(_minor(budget, currency, "budgets") for budget in data["budgets"]),
        mode=data["mode"],
        stages=tuple(data["stages"]),
        category=data["category"],
        skills=tuple(Skill(**skill) for skill in data["skills"]),
        rows=tuple(rows),
        rules=tuple(Rule(**{**rule, "kind": Kind(rule["kind"])}) for rule in data["rules"]),
    )


@extend_schema(tags=["portfolio"])
@extend_schema_view(
    list=extend_schema(responses={200: shapes.ScenarioSerializer(many=True), **error_answers()}),
    retrieve=extend_schema(responses={200: shapes.ScenarioDetailSerializer, **error_answers(404)}),
)
class ScenarioViewSet(viewsets.GenericViewSet[Scenario]):
    """Scenarios of the portfolio: candidates, a measure of value and limits, with the best choice and why."""

    queryset = Scenario.objects.all()
    serializer_class = shapes.ScenarioSerializer
    pagination_class = Cursor
    lookup_field = "uid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Scenario]:
        """Scenarios that the caller may read."""
        return Scenario.objects.visible_to(_user(self.request)).select_related("unit", "solution")

    def list(self, request: Request) -> Response:
        """List scenarios that are not archived, the newest first."""
        page = self.paginate_queryset(self.filter_queryset(scenarios.listed(_user(request)))) or []
        return self.get_paginated_response([scenario_json(scenario) for scenario in page])

    def retrieve(self, request: Request, uid: Any) -> Response:
        """Read one scenario with all that it says."""
        return Response(_detail(self.get_object()))

    @extend_schema(
        request=shapes.NewScenarioSerializer,
        responses={201: shapes.ScenarioDetailSerializer, **error_answers(404, 409)},
    )
    def create(self, request: Request) -> Response:
        """Begin a scenario."""
        data = _valid(shapes.NewScenarioSerializer, request.data)
        user = _user(request)
        unit = access_of(user).units(Permission.READ).filter(uid=data.pop("unit")).first()
        if unit is None:
            raise Invalid(_("There is no unit with this uid that you may see."), field="unit")
        content = _content(data.pop("content"), settings.REPORTING_CURRENCY)
        made = services.create_scenario(unit, by=user, content=content, **data)
        return Response(_detail(made), status=status.HTTP_201_CREATED)

    @extend_schema(
        request=shapes.ScenarioEditSerializer,
        responses={200: shapes.ScenarioDetailSerializer, **error_answers(404, 409)},
    )
    def partial_update(self, request: Request, uid: Any) -> Response:
        """Change what a scenario says."""
        scenario = self.get_object()
        data = _valid(shapes.ScenarioEditSerializer, request.data)
        if "content" in data:
            data["content"] = _content(data["content"], scenario.currency)
        return Response(_detail(services.revise_scenario(scenario, by=_user(request), **data)))

    @extend_schema(
        request=shapes.ScenarioSolveSerializer,
        responses={202: shapes.ScenarioSolvingSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def solve(self, request: Request, uid: Any) -> Response:
        """Have the best choice found by the worker; `result` answers with it."""
        given = _valid(shapes.ScenarioSolveSerializer, request.data)
        asked = services.solve_scenario(self.get_object(), by=_user(request), **given)
        body = {"solution": asked.uid, "job": asked.job.uid if asked.job else None}
        return Response(body, status=status.HTTP_202_ACCEPTED)

    @extend_schema(responses={200: shapes.ScenarioResultSerializer, **error_answers(404)})
    @action(detail=True, methods=["get"])
    def result(self, request: Request, uid: Any) -> Response:
        """Read the latest answer: what is chosen, why the rest is not, and what it hangs on."""
        scenario = self.get_object()
        solution = scenarios.latest_finished(scenario)
        if solution is None:
            raise NotFound
        return Response(_result(scenario, solution))

    @extend_schema(
        request=shapes.ScenarioAdoptSerializer,
        responses={200: shapes.ScenarioAdoptionSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def adopt(self, request: Request, uid: Any) -> Response:
        """Decide that the unit funds what was chosen; teams are told."""
        given = _valid(shapes.ScenarioAdoptSerializer, request.data)
        seen = str(given.get("solution") or "")
        made = services.adopt_scenario(self.get_object(), by=_user(request), reason=given["reason"], solution=seen)
        return Response(_adoption(made))

    @extend_schema(
        request=shapes.ScenarioReasonSerializer,
        responses={200: shapes.ScenarioAdoptionSerializer, **error_answers(404, 409)},
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, uid: Any) -> Response:
        """Take the adoption back."""
        scenario = self.get_object()
        reason = _valid(shapes.ScenarioReasonSerializer, request.data)["reason"]
        adoption = scenarios.adoption_of(scenario)
        if adoption is None:
            raise Conflict(_("This scenario was never adopted."))
        return Response(_adoption(services.withdraw_adoption(adoption, by=_user(request), reason=reason)))

    @extend_schema(request=None, responses={201: shapes.ScenarioDetailSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def copy(self, request: Request, uid: Any) -> Response:
        """Begin another scenario with what this one says."""
        made = services.copy_scenario(self.get_object(), by=_user(request))
        return Response(_detail(made), status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: shapes.ScenarioDetailSerializer, **error_answers(404, 409)})
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, uid: Any) -> Response:
        """Put it away; it stays readable under its uid and is left out of lists."""
        return Response(_detail(services.archive_scenario(self.get_object(), by=_user(request))))

    @extend_schema(responses={200: shapes.ScenarioMessageSerializer(many=True), **error_answers(404)})
    @action(detail=True, methods=["get"])
    def messages(self, request: Request, uid: Any) -> Response:
        """Read what the team of each case is told by the latest answer; 404 until there is one."""
        scenario = self.get_object()
        policies.check_read_messages(_user(request), scenario)
        known_parameters(request, [], paged=True)
        page: Sequence[Any] = self.paginate_queryset(_outcomes(scenario)) or []  # type: ignore[arg-type]
        ends = scenarios.endings(scenario, page[0].solution) if page else {}
        return self.get_paginated_response([_message(row, ends.get(row.case_id, "")) for row in page])

    @extend_schema(
        request=shapes.ScenarioMessageEditSerializer,
        responses={200: shapes.ScenarioMessageSerializer, **error_answers(404, 409)},
    )
    @messages.mapping.post
    def write_message(self, request: Request, uid: Any) -> Response:
        """Write what the team of one case is told, until the scenario is adopted."""
        scenario = self.get_object()
        policies.check_read_messages(_user(request), scenario)
        given = _valid(shapes.ScenarioMessageEditSerializer, request.data)
        row = _outcomes(scenario).filter(case=key_of(given["case"].strip().upper()) or 0).first()
        if row is None:
            raise Invalid(_("This answer says nothing of such a use case."), field="case")
        return Response(_message(services.write_message(row, by=_user(request), text=given["text"]), ""))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "with",
                {
                    "type": "array",
                    "items": {"type": "string", "format": "uuid"},
                    "minItems": 1,
                    "maxItems": MOST_COMPARED,
                },
                required=True,
                description="A scenario that has an answer; repeat it for each.",
            )
        ],
        responses={200: shapes.ScenarioComparisonSerializer, **error_answers(404)},
        filters=False,
    )
    @action(detail=False, methods=["get"], pagination_class=None)
    def compare(self, request: Request) -> Response:
        """Put up to four answers side by side: value, use of limits, and the cases that are not treated alike."""
        known_parameters(request, ["with"])
        rows = [scenarios.by_uid(_user(request), uid) for uid in _wanted(request.query_params.getlist("with"))]
        pairs = []
        for scenario in rows:
            solution = scenarios.latest_finished(scenario)
            if solution is None:
                raise Invalid(_("%(name)s has no answer yet."), field="with", name=scenario.name)
            pairs.append((scenario, Answer.of(scenario, solution)))
        return Response(_compared(Comparison.of(pairs)))
