"""WSGI entry point: what gunicorn loads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")

from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from pmo.checks import refuse_open_demo

refuse_open_demo()
import_module(settings.ROOT_URLCONF)  # an address that cannot be loaded stops the start, not the first request
