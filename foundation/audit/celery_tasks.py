"""The periodic sealer: chains what an interrupted process left unsealed."""

from celery import shared_task

from foundation.audit import services


@shared_task(name="audit.seal")
def seal() -> int:
    """Seal whatever is committed and unsealed; return how many entries."""
    return services.seal()
