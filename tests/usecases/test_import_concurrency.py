"""Two people import the same file at the same moment."""

import threading
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from foundation.people.models import Unit, User
from usecases.importing import apply, batches
from usecases.importing import mapping as mappings
from usecases.models import StageCount, UseCase
from usecases.models_import import ImportBatch
from usecases.services import fold_stage_counts, rebuild_stage_counts

ROWS = 30


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_make_no_duplicates(
    ada: User, support: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "CHUNK", 5)
    text = "Title,Unit,Phase\n" + "".join(f"Case {n},Unit {n % 7},Live\n" for n in range(ROWS))
    started = [_ready(text, support, ada) for _ in range(2)]
    together = threading.Barrier(2)
    failures: list[BaseException] = []

    def work(batch: ImportBatch) -> None:
        from foundation.jobs import runner

        try:
            together.wait(timeout=20)
            runner.run(batch.job.pk)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(batch,)) for batch in started]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert failures == []
    counts: list[dict[str, Any]] = [ImportBatch.objects.get(pk=batch.pk).counts for batch in started]
    assert [each["rows"] for each in counts] == [ROWS, ROWS]
    assert sum(each["created"] for each in counts) == ROWS
    assert sum(each["unchanged"] for each in counts) == ROWS
    assert UseCase.objects.count() == ROWS
    assert Unit.objects.filter(parent=support).count() == 7
    fold_stage_counts()
    kept = sorted(StageCount.objects.exclude(cases=0).values_list("unit", "stage", "cases"))
    rebuild_stage_counts()
    assert kept == sorted(StageCount.objects.values_list("unit", "stage", "cases"))


def _ready(text: str, unit: Unit, by: User) -> ImportBatch:
    batch = batches.open_batch(ContentFile(text.encode(), name="cases.csv"), unit=unit, by=by)
    headers = batches.table_of(batch).headers
    columns = {0: "name", 1: "unit_1", 2: "stage"}
    mapping = mappings.by_hand("race", columns, headers, stages={"live": "production"}, impacts={})
    return batches.start(batches.choose_mapping(batch, mapping), by=by)
