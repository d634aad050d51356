"""The portfolio seen from above: what it costs to run, what its waiting costs, and its futures drawn together."""

from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from foundation.charts.specs import Axis, Lines, LineSeries
from foundation.charts.units import money as money_unit
from foundation.charts.views import chart_response
from foundation.kernel.errors import DomainError
from foundation.kernel.money import Money, compact
from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from foundation.ui import words
from foundation.ui.errors import add_to_form, status_of
from foundation.ui.forms import WholeField
from roi import portfolio_queries, services
from roi.forms import unit_by_uid
from roi.portfolio_models import PortfolioRun
from roi.services.business import FEWEST_DRAWS, HIGHEST_SEED, USUAL_DRAWS
from roi.services.portfolio import MOST_DRAWS

ALIKE = 0.995


class FuturesForm(forms.Form):
    """What is drawn."""

    unit = forms.ChoiceField(label=gettext_lazy("Unit"), help_text=gettext_lazy("With all units below it."))
    draws = WholeField(label=gettext_lazy("Draws"), min_value=FEWEST_DRAWS, max_value=MOST_DRAWS, initial=USUAL_DRAWS)
    seed = WholeField(
        label=gettext_lazy("Seed"), required=False, min_value=0, max_value=HIGHEST_SEED,
        help_text=gettext_lazy("Empty: one is chosen and kept. The same seed draws the same futures."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].choices = unit_choices(user, Permission.READ)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        """The unit chosen."""
        return unit_by_uid(self.cleaned_data["unit"], self.user, Permission.READ)


def _unit(request: Request) -> Unit:
    """The unit that the address names, else the topmost one that the reader may read."""
    access = access_of(request.user)
    if not access.anywhere(Permission.READ):
        raise Http404
    asked = request.GET.get("unit", "")
    found = unit_by_uid(asked, request.user, Permission.READ) if asked else access.units(Permission.READ).first()
    if found is None:
        raise Http404
    return found


def _title(run: PortfolioRun | None) -> str:
    if run is None or not run.result:
        return _("The portfolio's futures")
    value = run.result["value"]
    said = _("The portfolio is worth %(low)s to %(high)s in four of five futures; %(loss)s of all futures lose money")
    if run.result.get("needed"):
        said = _(
            "If templates bring what they need, the portfolio is worth %(low)s to %(high)s in four of five futures; "
            "%(loss)s of all futures lose money"
        )
    return said % {
        "low": compact(_money(value["p10"], run.currency)),
        "high": compact(_money(value["p90"], run.currency)),
        "loss": words.percent(round(Decimal(str(value["loss"])), 3)),
    }


def _money(amount: float, currency: str) -> Money:
    return Money.of(round(Decimal(str(amount))), currency)


def fan(run: PortfolioRun) -> Lines:
    """Cumulative cash of all cases by month, from the first month of any."""
    first, rows = Month.parse(run.result["first"]), run.result["fan"]
    lows, middles, highs = zip(*rows, strict=True)
    return Lines(
        title=_title(run),
        subtitle=_(
            "Cumulative cash of all business cases: the median, and the band of four in five futures; %(currency)s"
        )
        % {"currency": run.currency},
        x=[first.plus(index).first_day for index in range(len(rows))],
        series=[LineSeries(name=_("Median, with P10 to P90"), values=middles, low=lows, high=highs, tone="accent")],
        x_axis=Axis(label=_("Month")),
        y_axis=Axis(label=_("Cumulative cash"), unit=money_unit(run.currency)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def futures(request: Request) -> HttpResponse:
    """What running and waiting cost, and the futures of the whole."""
    unit = _unit(request)
    form, status = FuturesForm(user=request.user, initial={"unit": str(unit.uid), "draws": USUAL_DRAWS}), 200
    if request.method == "POST":
        form, status = FuturesForm(request.POST, user=request.user), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                asked = services.simulate_portfolio(
                    given["unit"], by=request.user, draws=given["draws"], seed=given["seed"]
                )
            except DomainError as error:
                add_to_form(form, error)
                status = status_of(error)
            else:
                messages.success(request, _("The futures are being drawn; you may leave this page."))
                return redirect(asked)
    run = PortfolioRun.objects.visible_to(request.user).filter(unit=unit).select_related("job", "unit").first()
    costs = portfolio_queries.running(unit)
    context = {
        "unit": unit,
        "form": form,
        "run": run,
        "title": _title(run),
        "costs": costs,
        "currency": settings.REPORTING_CURRENCY,
        "spread": _spread(run) if run and run.result else [],
        "diversified": _evened_out(run),
    }
    return render(request, "roi/futures.html", context, status=status)


def _evened_out(run: PortfolioRun | None) -> float | None:
    """Deviation of the whole over those of its cases; None where it is the same, as with one uncertain case."""
    share = run.result.get("diversified") if run else None
    return share if share is not None and share < ALIKE else None


def _spread(run: PortfolioRun) -> list[tuple[str, Money]]:
    value = run.result["value"]
    names = (("p10", _("P10")), ("p50", _("Median")), ("p90", _("P90")), ("mean", _("Mean")))
    return [(label, _money(value[name], run.currency)) for name, label in names]


@require_safe
def futures_chart(request: Request) -> HttpResponse:
    """The data of the fan."""
    runs = PortfolioRun.objects.visible_to(request.user).filter(unit=_unit(request), finished_at__isnull=False)
    run = runs.select_related("unit").first()
    if run is None or not run.result.get("fan"):
        raise Http404
    return chart_response(fan(run))
