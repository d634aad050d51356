"""What every gunicorn of the product shares (gunicorn reads this file by its name): JSON logs, one object a line."""

_json = {
    "()": "pythonjsonlogger.json.JsonFormatter",
    "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
}
_own = {"level": "INFO", "handlers": ["stderr"], "propagate": False}

logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": _json},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    "loggers": {"gunicorn.error": _own, "gunicorn.access": _own},
}
# Method, path without its query (which may hold names), status, seconds, and the id that the answer carries.
access_log_format = "%(m)s %(U)s %(s)s %(L)s %({x-request-id}o)s"
