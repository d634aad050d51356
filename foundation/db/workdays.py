"""The working days of this installation."""

from django.conf import settings

from foundation.kernel.workdays import Workdays


def workdays() -> Workdays:
    """Return the calendar in which this installation works: Monday to Friday without `PMO_HOLIDAYS`."""
    return Workdays.without(settings.HOLIDAYS)
