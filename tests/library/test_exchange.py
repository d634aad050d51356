"""Documents travel between installations with their checksums, all or none, and never change what is here."""

import io
import json
import zipfile
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from foundation.audit.queries import history
from foundation.kernel.errors import Conflict, Denied, DomainError
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import User
from library import bundles, queries, rules, services
from library.models import Document, Origin

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

GATE = {
    "kind": "gate", "slug": "small", "version": 1, "title": "Small", "summary": "One question.", "source": "own",
    "license": "CC0-1.0", "criteria": [{"key": "ready", "level": "must", "ask": "Ready?", "guidance": "Look at it."}],
}  # fmt: skip
PLAN = {
    "kind": "stage_plan", "slug": "short", "version": 1, "title": "Short", "summary": "One stage.", "source": "own",
    "license": "CC0-1.0", "stages": [{
        "key": "alpha", "label": "Alpha", "purpose": "Try.", "first_week": 1, "last_week": 2, "cohort": {"who": "We"},
        "gate": "small", "exit_checks": [{"key": "seen", "ask": "Seen?", "guidance": "Look."}],
    }],
}  # fmt: skip


def packed(**changes: Any) -> dict[str, str]:
    """One document of a bundle."""
    document = rules.parse(GATE | changes) if changes.get("kind") != "stage_plan" else rules.parse(changes)
    body = rules.encode(document)
    reference = f"{rules.kind_of(document)}/{document.slug}@{document.version}"
    return {"reference": reference, "sha256": rules.digest(body), "note": "", "body": body}


def bundle(*rows: Any, **whole: Any) -> bytes:
    return json.dumps({"format": bundles.FORMAT, "documents": list(rows), **whole}).encode()


@pytest.mark.usefixtures("library")
def test_everything_that_is_exported_is_here_already_when_it_comes_back(publisher: User) -> None:
    text = queries.bundle(Document.objects.all())

    found = services.import_documents(text.encode(), by=publisher)

    assert (found.created, found.skipped) == ((), ())
    assert len(found.unchanged) == Document.objects.count()


def test_documents_keep_number_checksum_and_reason(publisher: User) -> None:
    row = packed(version=3) | {"note": "After the incident"}

    found = services.import_documents(bundle(row), by=publisher)

    assert found.created == ("gate/small@3",)
    document = queries.latest("gate", "small")
    assert (document.version, document.sha256, document.origin) == (3, row["sha256"], Origin.IMPORTED)
    assert document.note == "After the incident"
    assert history(document)[0].sentence == "Paul Publisher imported Small from another installation"
    assert services.import_documents(bundle(row), by=publisher).unchanged == ("gate/small@3",)


def test_a_dry_run_stores_nothing(publisher: User) -> None:
    found = services.import_documents(bundle(packed()), by=publisher, dry_run=True)

    assert found.created == ("gate/small@1",)
    assert not Document.objects.exists()


def test_the_same_version_with_other_bytes_is_refused_and_nothing_is_taken_over(publisher: User) -> None:
    services.import_documents(bundle(packed()), by=publisher)

    with pytest.raises(Conflict, match=r"gate/small@1 is here already with other content"):
        services.import_documents(bundle(packed(slug="new"), packed(title="Other")), by=publisher)

    assert [row.reference for row in Document.objects.all()] == ["gate/small@1"]


def test_a_version_older_than_ours_is_left_out(publisher: User) -> None:
    services.import_documents(bundle(packed(version=5)), by=publisher)

    found = services.import_documents(bundle(packed(version=2), packed(version=6, title="Newer")), by=publisher)

    assert (found.created, found.skipped) == (("gate/small@6",), ("gate/small@2",))


def test_what_a_document_names_comes_with_it_or_is_here(publisher: User) -> None:
    plan = packed(**PLAN)

    with pytest.raises(Conflict, match=r"stage_plan/short@1 names what neither .* holds: gate/small"):
        services.import_documents(bundle(plan), by=publisher)

    assert len(services.import_documents(bundle(plan, packed()), by=publisher).created) == 2


def test_a_single_file_is_imported_with_the_checksum_it_must_have(publisher: User) -> None:
    row = packed()
    yaml = rules.to_yaml(rules.parse(GATE)).encode()

    with pytest.raises(bundles.BadBundle, match="The checksum does not match"):
        services.import_documents(yaml, by=publisher, sha256="0" * 64)
    services.import_documents(yaml, by=publisher, sha256=row["sha256"].upper())

    assert services.import_documents(row["body"].encode(), by=publisher, sha256=row["sha256"]).unchanged


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../etc/passwd", "0" * 1_000_000)
    return file.getvalue()


HOSTILE = {
    "nothing": (b"", "empty"),
    "a packed archive": (_zip(), "packed archive"),
    "a compressed file": (b"\x1f\x8b" + b"x" * 20, "packed archive"),
    "another format": (bundle(packed(), format="other/9"), "format that is not known"),
    "no documents": (bundle(), "1 to"),
    "too many documents": (bundle(*[{}] * 2001), "1 to"),
    "a row that is none": (bundle("x"), "Document 1"),
    "a number as body": (bundle(packed() | {"body": 5}), "Document 1"),
    "a wrong checksum": (bundle(packed() | {"sha256": "0" * 64}), "not what its checksum says"),
    "another reference": (bundle(packed() | {"reference": "gate/other@1"}), "not in the form"),
    "the same twice": (bundle(packed(), packed()), "twice"),
    "a lone surrogate": (bundle(packed() | {"body": "\ud800"}), "not what its checksum says"),
    "a long body": (bundle(packed() | {"body": "x" * 1_000_001}), "longer than"),
    "not UTF-8": (b"\xff\xfe{}", "UTF-8"),
    "deep lists": (b"{" + b'"a":[' * 100_000, ""),
    "an alias bomb": (b"a: &a [x,x]\nb: [*a,*a]\n", "anchor"),
}


@pytest.mark.parametrize(("content", "said"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_bundle_is_refused_with_a_sentence(publisher: User, content: bytes, said: str) -> None:
    with pytest.raises(DomainError) as caught:
        services.import_documents(content, by=publisher)

    assert said in str(caught.value)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"kind":"recipe"}', "A document names its kind"),
        ("[" * 5000, "cannot be read as JSON"),
        ('{"kind":"gate","version":1.5}', "cannot be read as JSON"),
        ('{"kind":"gate","version":NaN}', "cannot be read as JSON"),
        (json.dumps(GATE), "not in the form"),
    ],
)
def test_a_body_is_checked_even_when_its_checksum_is_right(publisher: User, body: str, said: str) -> None:
    row = {"reference": "gate/small@1", "sha256": rules.digest(body), "body": body}

    with pytest.raises(bundles.BadBundle, match=said):
        services.import_documents(bundle(row), by=publisher)


def test_a_shipped_version_that_was_imported_before_is_recognized_on_upgrade(publisher: User, tmp_path: Path) -> None:
    services.import_documents(bundle(packed()), by=publisher)
    folder = tmp_path / "gates" / "small"
    folder.mkdir(parents=True)
    (folder / "1.yaml").write_text(rules.to_yaml(rules.parse(GATE)))

    loaded = services.load_shipped(by=COMMAND_LINE, folder=tmp_path)

    assert (len(loaded.created), len(loaded.unchanged)) == (0, 1)


def test_only_who_may_publish_imports(cast: SimpleNamespace) -> None:
    for person in (cast.ada, cast.dov, cast.bi, cast.olga):
        with pytest.raises(Denied, match="Administrator"):
            services.import_documents(bundle(packed()), by=person, dry_run=True)


@pytest.mark.usefixtures("library")
def test_the_pages_export_check_and_import(client_of: ClientOf, publisher: User) -> None:
    client = client_of(publisher)
    exported = client.get("/library/export.json?kind=gate")
    assert (
        len(json.loads(exported.content)["documents"])
        == Document.objects.filter(kind="gate").values("slug").distinct().count()
    )
    assert rules.digest(exported.content.decode()) == exported["X-Checksum-SHA256"]

    def send(content: bytes, act: str, **more: str) -> Any:
        file = SimpleUploadedFile("bundle.json", content)
        return client.post("/library/import/", {"file": file, "act": act, **more}, follow=True)

    checked = send(bundle(packed()), "check")
    assert "1 document would be imported" in checked.content.decode()
    assert not Document.objects.filter(slug="small").exists()
    assert "1 document is imported." in send(bundle(packed()), "import").content.decode()
    assert send(b"PK\x03\x04", "import").status_code == 422
    assert send(bundle(packed(title="Other")), "import").status_code == 409
    assert send(rules.to_yaml(rules.parse(GATE)).encode(), "check", sha256="0" * 64).status_code == 422
    assert client.post("/library/import/", {"act": "import"}).status_code == 422


def test_who_may_not_is_told_on_the_pages(client_of: ClientOf, cast: SimpleNamespace) -> None:
    assert client_of(cast.ada).get("/library/import/").status_code == 403
    assert client_of(cast.ada).get("/library/export.json").status_code == 200
    assert client_of(cast.mia).get("/library/export.json").status_code in {200, 403}


def test_the_commands_carry_documents_over(db: None, tmp_path: Path) -> None:
    services.load_shipped(by=COMMAND_LINE)
    file, out = tmp_path / "library.json", StringIO()

    call_command("export_documents", file, "--kind", "gate", "--all-versions", stdout=out)
    call_command("import_documents", file, "--dry-run", stdout=out)
    file.write_bytes(bundle(packed()))
    call_command("import_documents", file, stdout=out)

    assert f"{Document.objects.filter(kind='gate').count() - 1} documents, sha256" in out.getvalue()
    assert "0 would be imported" in out.getvalue()
    assert out.getvalue().splitlines()[-1] == "1 imported, 0 unchanged, 0 left out"
    file.write_bytes(bundle(packed(title="Other")))
    with pytest.raises(CommandError, match="other content"):
        call_command("import_documents", file)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_documents", tmp_path / "missing.json")
    with pytest.raises(CommandError, match="no such document"):
        call_command("export_documents", file, "--slug", "none")
    with pytest.raises(CommandError, match="There is no kind"):
        call_command("export_documents", file, "--kind", "recipe")
