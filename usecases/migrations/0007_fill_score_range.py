"""The range of scores made before it was kept beside them, from their cards."""

from decimal import Decimal
from typing import Any

from django.db import migrations

CHUNK = 1000


def fill(apps: Any, schema_editor: Any) -> None:
    cases = apps.get_model("usecases", "UseCase").objects.filter(current_card__isnull=False, current_assumed=None)
    batch = []
    for case in cases.select_related("current_card").iterator(CHUNK):
        result = case.current_card.result
        case.current_low, case.current_high = Decimal(result["lowest"]), Decimal(result["highest"])
        case.current_assumed = len(result["assumed"])
        batch.append(case)
        if len(batch) == CHUNK:
            cases.model.objects.bulk_update(batch, ["current_low", "current_high", "current_assumed"])
            batch = []
    cases.model.objects.bulk_update(batch, ["current_low", "current_high", "current_assumed"])


class Migration(migrations.Migration):
    dependencies = [("usecases", "0006_score_range")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
