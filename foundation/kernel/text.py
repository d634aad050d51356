"""Marks sentences for translation where Django may not be imported."""


def gettext_noop(message: str) -> str:
    """Return `message` unchanged; message extraction finds it by this function's name."""
    return message
