"""Sending the bytes of a file, on pages and in the API alike."""

from django.core.files.storage import default_storage
from django.http import FileResponse

from foundation.evidence import policies
from foundation.evidence.models import File
from foundation.kernel.errors import Conflict
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor

SANDBOX = "sandbox; default-src 'none'"


def download(actor: Actor, file: File) -> FileResponse:
    """Return the bytes as an answer to be saved, never shown as a page of ours.

    Raises Conflict when the file is withdrawn or its bytes are lost.
    """
    policies.check_download(actor, file)
    try:
        content = default_storage.open(file.stored)
    except FileNotFoundError:
        raise Conflict(
            _("The bytes of this file are missing from the storage. Ask an administrator to restore them.")
        ) from None
    response = FileResponse(content, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
