"""The working days of this installation."""

from django.conf import settings

from foundation.kernel.workdays import Workdays


def workdays() -> Workdays:
    """Return the calendar in which this installation works: without `PMO_WEEKEND` and `PMO_HOLIDAYS`."""
    return Workdays(settings.HOLIDAYS, settings.WEEKEND)
