"""How a measured benefit is written: its arithmetic, step by step, as it is booked and shown."""

from decimal import Decimal

from django.utils.translation import gettext as _

from foundation.kernel.money import Money, exponent
from foundation.ui import words
from metrics.models import Kpi
from roi.benefit_models import BenefitLine, BenefitProposal


def plain(value: Decimal) -> str:
    """Write an exact figure with its groups of three and without zeros at its end."""
    return f"{value.normalize():,f}"


def amount(money: Money) -> str:
    """Write an amount without its currency."""
    return f"{money.amount:,.{exponent(money.currency)}f}"


def arithmetic(proposal: BenefitProposal) -> str:
    """Write how an amount comes about.

    "(12 − 9) minutes × 4,167 cases × USD 0.60 = 7,500.60; × 0.7 attributed = 5,250.42"
    """
    line = proposal.line
    down = line.direction == "down"
    first, second = (proposal.baseline, proposal.actual) if down else (proposal.actual, proposal.baseline)
    unit = _unit_word(line.kpi)
    steps = [
        _("(%(first)s − %(second)s)%(unit)s × %(volume)s × %(currency)s %(worth)s = %(gross)s")
        % {
            "first": plain(first),
            "second": plain(second),
            "unit": f" {unit}" if unit else "",
            "volume": f"{plain(proposal.volume)}{f' {line.volume_word}' if line.volume_word else ''}",
            "currency": proposal.currency,
            "worth": proposal.unit_value,
            "gross": amount(proposal.gross),
        }
    ]
    shares = []
    if proposal.attribution != 1:
        shares.append(_("× %(share)s attributed") % {"share": plain(proposal.attribution)})
    if proposal.overlap:
        shares.append(_("× (1 − %(share)s) overlap") % {"share": plain(proposal.overlap)})
    if shares:
        steps.append(f"{' '.join(shares)} = {amount(proposal.net)}")
    if proposal.net.minor == 0 and proposal.gross.minor < 0:
        steps.append(_("a loss is not booked"))
    if proposal.booked_minor:
        held = amount(Money(proposal.booked_minor, proposal.currency))
        told = {"booked": held, "amount": amount(proposal.amount)}
        steps.append(_("less %(booked)s booked already = %(amount)s") % told)
    return "; ".join(steps)


def memo(proposal: BenefitProposal) -> str:
    """Write what stands with the entry: the benefit, the month measured, the arithmetic, what it rests on."""
    return _("%(label)s, measured in %(month)s: %(how)s. Rests on %(count)s values.") % {
        "label": proposal.line.label,
        "month": words.month(proposal.of),
        "how": arithmetic(proposal),
        "count": proposal.values,
    }


def _unit_word(kpi: Kpi) -> str:
    return "" if kpi.unit in ("number", "ratio", "index", "money") else str(kpi.get_unit_display())


def volume_of(line: BenefitLine) -> str:
    """Write what a line counts: "50,000 cases a year"."""
    if line.volume_kpi is not None:
        return line.volume_kpi.label
    said = {"volume": plain(line.volume or Decimal(0)), "word": line.volume_word or _("units")}
    template = _("%(volume)s %(word)s a year") if line.volume_is_yearly else _("%(volume)s %(word)s a month")
    return template % said
