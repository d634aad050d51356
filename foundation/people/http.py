"""Types for views."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from foundation.people.models import User


class Request(HttpRequest):
    """A request of a person who is signed in."""

    user: User
    htmx: HtmxDetails
