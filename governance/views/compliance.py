"""Law and policies: answering for one case, and what they make of all cases."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from foundation.evidence.queries import boxes
from foundation.kernel.errors import DomainError
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.lists import Empty, ListPage
from foundation.ui.verdicts import verdict
from foundation.ui.words import day
from governance import rules_compliance, services
from governance.filters_compliance import ClassificationFilters, PolicyCaseFilters
from governance.forms_compliance import FinesForm, PolicyForm, RegulationForm
from governance.models import Classification
from governance.queries import compliance as queries
from governance.queries import frameworks
from governance.rules_compliance import Support
from governance.tables_compliance import ClassificationTable, PolicyCaseTable
from library.kinds.policy_set import Policy, PolicySet
from library.kinds.regulation import Regulation
from library.reading.regulation import WHO
from usecases import queries as cases
from usecases.models import UseCase

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])
MILLION = Decimal(1_000_000)


# --- the regulation for one case -------------------------------------------------------------------------------------


@require_safe
def regulation(request: Request, reference: str) -> HttpResponse:
    """What the EU AI Act makes of a case by the answers that count."""
    case = cases.by_reference(reference, request.user)
    found = queries.current_classification(case)
    if found is None:
        context = {"case": case, "begun": queries.unfinished_classification(case)}
        return render(request, "governance/regulation_none.html", context | {"may": _may_regulate(request, case)})
    return _result(request, case, found)


@require_safe
def regulation_record(request: Request, reference: str, number: int) -> HttpResponse:
    """A classification as it was recorded."""
    case = cases.by_reference(reference, request.user)
    return _result(request, case, get_object_or_404(queries.classifications(case), number=number))


def _may_regulate(request: Request, case: UseCase) -> Any:
    return verdict(request.user, "governance.regulate", case)


def _result(request: Request, case: UseCase, found: Classification) -> HttpResponse:
    law, finding = found.regulation, found.finding
    form = FinesForm(request.GET if "turnover" in request.GET else None)
    turnover, small = None, False
    if form.is_bound and form.is_valid():
        turnover, small = form.cleaned_data["turnover"], form.cleaned_data["small"]
    later = rules_compliance.next_change(law, found.answers, found.on) if found.changes_on else None
    outcomes = {outcome.key: outcome for outcome in law.procedure.outcomes}
    context = {
        "case": case,
        "found": found,
        "law": law,
        "headline": headline(found),
        "marks": [mark for mark in law.procedure.marks if mark.key in found.marks],
        "steps": rules_compliance.asked(law, finding, found.answers, found.reasons),
        "duties": duties(found),
        "rights": law.rights_assessment if "rights_assessment_due" in found.marks else (),
        "later": (later[0], outcomes[later[1].tier]) if later and later[1].tier else None,
        "dates": law.dates,
        "fines": [
            (penalty, cap)
            for penalty, cap in rules_compliance.fines(
                law, None if turnover is None else turnover * MILLION, small=small
            )
        ],
        "fines_form": form,
        "others": queries.classifications(case),
        "begun": queries.unfinished_classification(case),
        "may": _may_regulate(request, case),
        "today": timezone.localdate(),
    }
    return render(request, "governance/regulation_result.html", context, status=422 if form.errors else 200)


def headline(found: Classification) -> str:
    """What a classification says, as a title."""
    words = {"tier": found.label, "law": found.regulation.title, "day": day(found.since)}
    if not found.tier:
        return _("The questions of the %(law)s are not all answered") % words
    if found.since is not None and found.since > found.on:
        return _("%(law)s: %(tier)s, binding from %(day)s") % words
    return _("%(law)s: %(tier)s") % words


def duties(found: Classification) -> list[dict[str, Any]]:
    """The duties of a case by who has them, each with its dates and whether it binds today."""
    law, today = found.regulation, timezone.localdate()
    held: dict[str, list[dict[str, Any]]] = {key: [] for key in WHO}
    for duty in law.duties(found.finding):
        starts = rules_compliance.starts(law, duty, found.finding)
        binds = min(start.on for start in starts) <= today
        held[duty.who].append({"duty": duty, "starts": starts, "binds": binds})
    return [{"who": WHO[key], "rows": rows} for key, rows in held.items() if rows]


@_get_or_post
def regulation_answer(request: Request, reference: str) -> HttpResponse:
    """Answer the questions of the regulation; only those on the way are shown, each answer leads to the next."""
    case = cases.by_reference(reference, request.user)
    may = _may_regulate(request, case)
    if not may.allowed:
        return render(request, "usecases/case_locked.html", {"case": case, "reason": may.reason}, status=403)
    document = queries.regulation()
    law: Regulation = document.parsed
    last = queries.unfinished_classification(case) or queries.current_classification(case)
    today = timezone.localdate()
    initial = RegulationForm.initial_of(last.answers, last.reasons, max(last.on, today)) if last else {"on": today}
    form = RegulationForm(request.POST if request.method == "POST" else None, law=law, initial=initial)
    status, act = 200, request.POST.get("go", "")
    if request.method == "POST" and not form.is_valid():
        status = 422 if act else 200
    elif act in ("keep", "record"):
        try:
            made = services.classify(
                case, by=request.user, answers=form.answers(), reasons=form.reasons(), note=form.cleaned_data["note"],
                on=form.cleaned_data["on"], finish=act == "record",
            )  # fmt: skip
        except DomainError as error:
            add_to_form(form, error)
            status = status_of(error)
        else:
            if made.tier:
                messages.success(request, _("The result is recorded: %(tier)s.") % {"tier": made.label})
            else:
                messages.info(request, _("Your answers are kept. The result follows once the rest is answered."))
            return redirect("governance:regulation", case.reference)
    on = form.cleaned_data.get("on") if form.is_bound else form.initial["on"]
    context = {"case": case, "document": document, "law": law, "form": form, **_asked(law, form, on or today)}
    return render(request, "governance/regulation_answer.html", context, status=status)


def _asked(law: Regulation, form: RegulationForm, on: date) -> dict[str, Any]:
    """The questions on the way with their fields, what is typed elsewhere, and where it leads so far."""
    wrong = {name for name in form.errors if name in form.fields}
    answers = {key: answer for key, answer in form.answers().items() if key not in wrong}
    finding = rules_compliance.classify(law, answers, on)
    explain = rules_compliance.to_explain(law, finding)
    steps = rules_compliance.asked(law, finding, answers, form.reasons())
    rows = [
        {
            "asked": step, "field": form[step.key], "reason": form[f"reason-{step.key}"],
            "explain": step.key in explain, "options": _options(form, step),
        }
        for step in steps
    ]  # fmt: skip
    shown = {step.key for step in steps}
    outcome = next((item for item in law.procedure.outcomes if item.key == finding.tier), None)
    return {
        "rows": rows,
        "beside": [
            form[name] for key in rules_compliance.questions(law) if key not in shown for name in (key, f"reason-{key}")
        ],
        "finding": finding,
        "outcome": outcome,
        "number": len(rows),
    }


def _options(form: RegulationForm, step: rules_compliance.Asked) -> list[tuple[Any, Any]]:
    """The choices of a question, each with the entry of the law that it stands for (None for "none of these")."""
    entries = {entry.key: entry for entry in step.entries}
    return [(choice, entries.get(choice.data["value"])) for choice in form[step.key]]


# --- policies of one case --------------------------------------------------------------------------------------------


@_get_or_post
def policy_check(request: Request, reference: str, policy: str) -> HttpResponse:
    """One policy of a case: what it asks, the answer with its reason, evidence, and what meeting it supports."""
    case = cases.by_reference(reference, request.user)
    document = queries.policy_set()
    policies = {item.key: item for item in document.parsed.policies}
    if policy not in policies:
        raise Http404
    found, checks = policies[policy], queries.checks_of(case, policy)
    current = next((row for row in checks if row.replaced_at is None), None)
    may = verdict(request.user, "governance.policy", case)
    initial = {"answer": current.answer, "reason": current.reason} if current else {}
    form = PolicyForm(request.POST if request.method == "POST" else None, policy=found, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.check_policy(case, by=request.user, policy=policy, **form.cleaned_data)
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The check of “%(policy)s” is kept.") % {"policy": found.label})
                return redirect(_after(request, case, policies, policy))
    context = {
        "case": case, "policy": found, "group": _group_of(document.parsed, policy), "document": document,
        "current": current, "checks": checks, "form": form, "may": may, "satisfies": frameworks.satisfied_by(policy),
        "box": boxes(request.user, case).get(queries.place_of(policy)), "neighbors": _neighbors(policies, policy),
    }  # fmt: skip
    return render(request, "governance/policy_check.html", context, status=status)


def _group_of(policies: PolicySet, key: str) -> Any:
    return next(group for group in policies.groups if any(policy.key == key for policy in group.policies))


def _neighbors(policies: Mapping[str, Policy], key: str) -> tuple[Policy | None, Policy | None]:
    rows = list(policies.values())
    at = list(policies).index(key)
    return (rows[at - 1] if at else None), (rows[at + 1] if at + 1 < len(rows) else None)


def _after(request: Request, case: UseCase, policies: Mapping[str, Policy], key: str) -> str:
    """Where to go after a check: the next policy that nobody has checked, or back to the case."""
    if request.POST.get("go") == "next":
        done = queries.current_checks(case)
        keys = list(policies)
        at = keys.index(key)
        for other in [*keys[at + 1 :], *keys[:at]]:
            if other not in done:
                return reverse("governance:policy_check", args=[case.reference, other])
    return f"{case.get_absolute_url()}?tab=compliance"


# --- frameworks ------------------------------------------------------------------------------------------------------


@require_safe
def case_framework(request: Request, reference: str, key: str) -> HttpResponse:
    """What the policies of a case support in one framework, entry by entry."""
    case = cases.by_reference(reference, request.user)
    states = frameworks.frameworks_of(queries.compliance(case).answers)
    found = next((state for state in states if state.framework.key == key), None)
    if found is None:
        raise Http404
    counts = found.counts
    words = {"framework": found.framework.label, "shown": counts[Support.SHOWN], "all": len(found.entries)}
    context = {
        "case": case, "state": found, "document": frameworks.crosswalk(),
        "headline": _("%(framework)s: %(shown)s of %(all)s entries supported") % words,
        "states": [{"framework": item.framework, "active": item.framework.key == key} for item in states],
    }  # fmt: skip
    return render(request, "governance/framework_case.html", context)


@require_safe
def framework(request: Request, key: str = "eu_ai_act") -> HttpResponse:
    """What all cases of a reader support in one framework."""
    try:
        state, total = frameworks.framework_in(request.user, key)
    except KeyError:
        raise Http404 from None
    walk = frameworks.crosswalk()
    columns = [item for item in Support if item != Support.OUTSIDE]
    sections = [
        (part, [(row, [row.counts.get(item, 0) for item in columns]) for row in rows]) for part, rows in state.sections
    ]
    context = {
        "state": state, "total": total, "document": walk,
        "frameworks": [{"framework": item, "active": item.key == key} for item in walk.parsed.frameworks],
        "columns": [(_(item.label), item.tone) for item in columns], "sections": sections,
    }  # fmt: skip
    return render(request, "governance/framework.html", context)


# --- all cases -------------------------------------------------------------------------------------------------------


@require_safe
def policy_list(request: Request) -> HttpResponse:
    """The policies with how many cases meet each."""
    groups = queries.policy_counts(request.user)
    broken = sum(row.not_met for _group, rows in groups for row in rows)
    title = _("Policies")
    if broken:
        title = ngettext(
            "A policy is not met in %(count)s check", "Policies are not met in %(count)s checks", broken
        ) % {"count": broken}
    context = {"groups": groups, "title": title, "document": queries.policy_set()}
    return render(request, "governance/policy_list.html", context)


@require_safe
def policy_cases(request: Request, policy: str) -> HttpResponseBase:
    """The cases by what they say of one policy."""
    policies: PolicySet = queries.policy_set().parsed
    found = next((item for item in policies.policies if item.key == policy), None)
    if found is None:
        raise Http404
    page = ListPage(
        queries.policy_rows(request.user, policy),
        table=PolicyCaseTable,
        filters=PolicyCaseFilters,
        search=("name",),
        title=lambda count: (
            ngettext("%(policy)s: %(count)s use case", "%(policy)s: %(count)s use cases", count)
            % {"policy": found.label, "count": count}
        ),
        export_name=f"policy-{policy}",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(_("No use cases"), _("Use cases that are registered here are checked against each policy.")),
    )
    return page.render(request, "governance/policy_cases.html", {"policy": found})


@require_safe
def classification_list(request: Request) -> HttpResponseBase:
    """Cases by their tier under the EU AI Act."""
    page = ListPage(
        queries.classification_rows(request.user),
        table=ClassificationTable,
        filters=ClassificationFilters,
        search=("case__name",),
        title=lambda count: ngettext(
            "%(count)s use case is classified under the EU AI Act",
            "%(count)s use cases are classified under the EU AI Act",
            count,
        )
        % {"count": count},
        export_name="eu-ai-act",
        may_export=access_of(request.user).anywhere(Permission.EXPORT),
        empty=Empty(
            _("Nothing is classified yet"),
            _("A use case is classified by answering the questions of the law, from its tab “Compliance”."),
            _("Choose a use case"), reverse("usecases:case_list"), "cases",
        ),
    )  # fmt: skip
    return page.render(request, "governance/classification_list.html", {"document": queries.regulation()})


@require_safe
def monitoring(request: Request) -> HttpResponse:
    """What every approved system must measure, and what is owed."""
    found = queries.monitored(list(queries.approved_cases(request.user)))
    owing = [row for row in found if row.missing]
    context = {
        "rows": found,
        "owing": len(owing),
        "requirements": list(queries.monitoring_requirements().parsed.requirements),
        "document": queries.monitoring_requirements(),
    }
    return render(request, "governance/monitoring.html", context)
