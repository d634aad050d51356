"""What a row can say of a case: people, budget, tags, added fields, scoring inputs, answers to risk questions."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from foundation.kernel.errors import Invalid
from foundation.kernel.money import Money
from foundation.people.actors import COMMAND_LINE
from foundation.people.models import Unit, User
from usecases import services
from usecases.importing import batches, reading, suggesting
from usecases.importing.amounts import decimal_mark, money_of, number_text
from usecases.importing.known import Known, Person
from usecases.importing.mapping import by_hand
from usecases.models import UseCase
from usecases.models_import import ImportBatch

PEOPLE = [
    Person("1", "Ada Young", "ada", "ada@example.com", ("/1/",)),
    Person("2", "Ben Ng", "ben", "ben@example.com", ("/1/",)),
    Person("3", "Ben Ng", "ben2", "ben2@example.com", ("/1/",)),
]
KNOWN = Known(people={person.uid: person for person in PEOPLE})


@pytest.mark.parametrize(
    ("text", "mark", "written"),
    [
        ("1,234.56", ".", "1234.56"),
        ("1.234,56", ",", "1234.56"),
        ("1 234 567", ".", "1234567"),
        ("-12", ".", "-12"),
        ("1.234.567", ",", "1234567"),
        ("1\u202f234,5", ",", "1234.5"),
    ],
)
def test_a_number_is_read_as_its_file_writes_it(text: str, mark: str, written: str) -> None:
    assert number_text(text, mark) == written


@pytest.mark.parametrize("text", ["1e400", "NaN", "12,34", "1.2.3", "", "twelve", "١٢", "1,23,456", "--1", "1."])
def test_what_is_no_number_is_never_read_as_another(text: str) -> None:
    if text == "1.":
        assert number_text(text, ".") == "1"
        return
    with pytest.raises(Invalid, match="no number"):
        number_text(text, ".")


@pytest.mark.parametrize(
    ("texts", "mark"),
    [(["1.234,56", "10,5"], ","), (["1,234.56"], "."), (["1000"], "."), (["2.500.000"], ","), ([], ".")],
)
def test_the_decimal_mark_is_told_by_the_whole_column(texts: list[str], mark: str) -> None:
    assert decimal_mark(texts) == mark


@given(st.integers(0, 10**13), st.sampled_from([(".", ","), (",", ".")]), st.booleans())
def test_every_amount_comes_back_from_how_it_is_written(minor: int, marks: tuple[str, str], symbol: bool) -> None:
    decimal, group = marks
    whole = f"{minor // 100:,}".replace(",", group)
    text = f"{whole}{decimal}{minor % 100:02d}"

    assert money_of(f"€ {text}" if symbol else text, mark=decimal, currency="EUR") == Money(minor, "EUR")


@pytest.mark.parametrize(
    ("text", "currency"),
    [("$5", "USD"), ("5 €", "EUR"), ("GBP 5", "GBP"), ("5", "CHF"), ("US$5", "USD"), ("¥5", "JPY")],
)
def test_a_currency_in_the_cell_wins_over_the_fixed_one(text: str, currency: str) -> None:
    assert money_of(text, mark=".", currency="CHF").currency == currency


@pytest.mark.parametrize("text", ["$2M", "2 Mio", "-5", "USD", "5 apples", "1e9", "999999999999999999"])
def test_an_amount_that_is_none_or_cut_short_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        money_of(text, mark=".", currency="USD")


@pytest.mark.parametrize("text", ["ADA", "ada@example.com", "Young, Ada", "Ada Young <ada@example.com>", "@ada"])
def test_a_person_is_found_by_username_mail_or_name(text: str) -> None:
    assert KNOWN.named(text).uid == "1"


@pytest.mark.parametrize(("text", "said"), [("Ben Ng", "ben, ben2"), ("Zoe", "Nobody here")])
def test_nobody_and_several_are_said(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=r"Several|Nobody") as refusal:
        KNOWN.named(text)

    assert said in refusal.value.template % refusal.value.params


def test_columns_are_suggested_from_their_values_alone() -> None:
    read = reading.read(
        b"A,B,C,D,E\nChatbot one,ada,$1,200.50,2024-01-31,x\n".replace(b"$1,200.50", b'"$1,200.50"')
        + b"Chatbot two,ben@example.com,$300.00,2024-02-01,y\n"
    )

    found = suggesting.suggest(read, known=KNOWN)

    assert {read.title(p): to for p, to in found.columns.items()} == {
        "A": "name", "B": "owner", "C": "budget", "D": "initiated_on",
    }  # fmt: skip


def test_a_file_in_its_own_words_is_understood_from_signs_codes_and_existing_units() -> None:
    text = (
        "Our list\n;;;;;;\nRef No.;What is it called?;What hurts;Dept;Where are we;€ this year;Who\n"
        "K-01;Chatbot;Too many calls;Finance;Pilot;12.500,50;Ada Young\n"
        "K-02;Invoice reader;Typing;Sales;Live;45.000;\n"
        "K-03;Invoice reader;Late pay;Supply;Pilott;9.000,00 €;Somebody\n"
    )
    known = Known(people=KNOWN.people, units={("finance",): "/1/2/", ("sales",): "/1/3/", ("supply",): "/1/4/"})
    named = reading.read(text.encode("cp1252"))
    coded = reading.read(
        text.replace("Ref No.;What is it called?;What hurts;Dept", "A;B;C;D")
        .replace("K-03;Invoice", "K-03;Letter")
        .replace("€ this year", "E")
        .encode("cp1252")
        .replace(b"45.000", b"\x80 45.000")
    )

    by_words, by_values = suggesting.suggest(named, known=known), suggesting.suggest(coded, known=known)

    told = ["external_id", "name", "unit_1", "stage", "budget"]
    for read, found in ((named, by_words), (coded, by_values)):
        assert [read.title(p) for to in told if (p := found.position(to)) is not None] == [
            read.title(p) for p in (0, 1, 3, 4, 5)
        ]
        assert (found.currency, found.decimal) == ("EUR", ",")
    assert by_words.position("problem") == 2


def test_days_before_months_are_told_by_a_day_that_can_be_no_month() -> None:
    read = reading.read(b"Name,Start date\nA,03/04/2024\nB,25/12/2024\n")

    assert suggesting.suggest(read).date_formats[1] == "%d/%m/%Y"


HEADER = "Title,Lead,Paid by,Cost,Labels,Site,People affected,Personal data,Goal"


@pytest.fixture
def imported(ada: User, support: Unit, library: None, run_jobs: Any) -> Callable[..., ImportBatch]:
    """A file with every kind of target, imported through the real runner."""
    services.create_field(by=COMMAND_LINE, label="Site", kind="choice", choices=["North", "South"])
    targets = [
        "name", "owner", "sponsor", "budget", "tags", "field:site", "input:", "personal_data", "objective",
    ]  # fmt: skip

    def make(*rows: str, meanings: Any = None, **written: Any) -> ImportBatch:
        content = "\n".join([HEADER.replace(",", ";"), *rows]).encode()
        batch = batches.open_batch(ContentFile(content, name="cases.csv"), unit=support, by=ada)
        table = batches.table_of(batch)
        known_inputs = [key for key in batches.known_to(ada).dynamic() if key.startswith("input:")]
        columns = {p: known_inputs[0] if to.startswith("input:") else to for p, to in enumerate(targets)}
        mapping = by_hand("test", columns, table.headers, stages={}, impacts={}, meanings=meanings or {}, **written)
        batch = batches.start(batches.choose_mapping(batch, mapping), by=ada)
        run_jobs()
        batch.refresh_from_db()
        return batch

    return make


@pytest.mark.django_db
def test_a_row_sets_every_field_that_a_person_may_set(imported: Any, ada: User, olga: User) -> None:
    imported("Bot;ada;;€ 1.234,50;voice, Retail;North;3;yes;Answer faster", decimal=",")

    case = UseCase.objects.get()
    assert (case.owner, case.sponsor, case.budget) == (ada, None, Money(123450, "EUR"))
    assert sorted(item.tag.name for item in case.case_tags.all()) == ["Retail", "voice"]
    assert case.custom_values.get().choice.label == "North"  # type: ignore[union-attr]
    assert [Decimal(text) for text in case.inputs.values()] == [3]
    assert (case.personal_data, case.objective) == ("yes", "Answer faster")


@pytest.mark.django_db
def test_what_a_cell_cannot_mean_is_noted_kept_and_changes_nothing(imported: Any, olga: User) -> None:
    batch = imported(f"Bot;Nobody Known;{olga.username};$2M;;West;lots;maybe;")

    case = UseCase.objects.get()
    assert (case.owner, case.sponsor, case.budget, case.inputs, case.personal_data) == (None, None, None, {}, "")
    assert case.extra["Lead"] == "Nobody Known"
    assert case.extra["Cost"] == "$2M"
    noted = [problem["column"] for problem in batch.rows.get().problems]
    assert noted == ["Lead", "Paid by", "Cost", "Site", "People affected", "Personal data"]


@pytest.mark.django_db
def test_a_spelling_means_what_was_said_of_it(imported: Any, ada: User) -> None:
    meanings = {
        "owner": {"the boss": str(ada.uid)},
        "personal_data": {"sometimes": "yes"},
        "field:site": {"n": "north"},
    }

    imported("Bot;The boss;;;;N;;Sometimes;", meanings=meanings)

    case = UseCase.objects.get()
    assert (case.owner, case.personal_data, case.custom_values.get().choice.key) == (ada, "yes", "north")  # type: ignore[union-attr]


@pytest.mark.django_db
def test_importing_again_changes_what_changed_and_keeps_what_was_edited(imported: Any, ada: User) -> None:
    imported("Bot;ada;;100;voice;North;3;yes;Faster")
    case = UseCase.objects.get()
    services.edit_case(case, by=ada, budget=Money(7, "USD"))

    same = imported("Bot;ada;;100;voice;North;3;yes;Faster")
    changed = imported("Bot;;;200;retail;South;4;no;Cheaper")

    case = UseCase.objects.get()
    assert same.counts["unchanged"] == changed.counts["updated"] == 1
    assert (case.owner, case.budget, case.objective, case.personal_data) == (None, Money(7, "USD"), "Cheaper", "no")
    assert [item.tag.name for item in case.case_tags.all()] == ["retail"]
    assert "edited here" in changed.rows.get().problems[0]["text"]
    assert changed.rows.get().changes["objective"] == ["Faster", "Cheaper"]


@pytest.mark.django_db
def test_a_case_is_filed_under_the_type_that_its_row_names(
    ada: User, support: Unit, library: None, run_jobs: Any
) -> None:
    known = batches.known_to(ada)
    value, label = next(iter(known.types.items()))
    content = f"Title;Type\nBot;{label.upper()}\nPlans;Nothing like it\n".encode()
    batch = batches.open_batch(ContentFile(content, name="cases.csv"), unit=support, by=ada)
    table = batches.table_of(batch)
    mapping = by_hand("test", {0: "name", 1: "case_type"}, table.headers, stages={}, impacts={})

    batches.start(batches.choose_mapping(batch, mapping), by=ada)
    run_jobs()

    filed, other = UseCase.objects.order_by("id")
    assert filed.taxonomy is not None
    assert f"{filed.taxonomy.slug}:{filed.case_type}" == value
    assert (other.taxonomy, other.extra["Type"]) == (None, "Nothing like it")
