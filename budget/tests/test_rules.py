"""What is asked before writing: the reportable amount for any document, and the warnings."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budget import amounts, figures, rules
from budget.models import Document
from budget.pages import calculation
from budget.tests.factories import DocumentFactory, LineFactory, PaymentFactory, SupplierFactory
from core import tax_numbers

cents = st.integers(0, 99_999).map(lambda number: Decimal(number) / 100)
percentages = st.integers(0, 10_000).map(lambda number: Decimal(number) / 100)
small = st.integers(-99, 99).map(lambda number: Decimal(number) / 100)


def by_fractions(kind, taxable, vat, vat_recoverable, stamp, rounding, share) -> Decimal:
    """The definition in exact fractions; a half goes away from zero, whatever the sign."""
    cost = Fraction(taxable) + Fraction(vat) * (1 - Fraction(vat_recoverable) / 100)
    cost = (cost + Fraction(stamp) + Fraction(rounding)) * Fraction(share) / 100
    whole_cents = int(abs(cost) * 100 + Fraction(1, 2))
    sign = -1 if (cost < 0) != (kind == "credit_note") else 1
    return sign * Decimal(whole_cents) / 100


@pytest.mark.django_db
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    kind=st.sampled_from(["invoice", "credit_note", "receipt"]),
    taxable=cents,
    vat=cents,
    vat_recoverable=percentages,
    stamp=st.sampled_from([Decimal("0.00"), Decimal("2.00")]),
    rounding=small,
    share=percentages,
)
def test_database_rule_and_definition_agree_on_the_reportable_amount(db, **parts):
    line = LineFactory(planned="100000.00")
    document = DocumentFactory(line=line, **parts)
    document.refresh_from_db()
    expected = by_fractions(**parts)
    assert rules.reportable(**parts) == expected
    assert document.reportable == expected
    assert calculation(document)[-1].amount == expected
    document.delete()
    line.delete()


@pytest.mark.parametrize(("kind", "expected"), [("invoice", "0.13"), ("credit_note", "-0.13")])
@pytest.mark.django_db
def test_half_a_cent_goes_away_from_zero(kind, expected):
    document = DocumentFactory(kind=kind, taxable="0.25", vat="0.00", share="50")
    assert document.reportable == Decimal(expected)


@given(
    total=cents.filter(bool),
    share=percentages,
    pieces=st.lists(st.integers(1, 9), min_size=1, max_size=6),
)
@settings(derandomize=True, deadline=None)
def test_a_document_paid_in_full_has_exactly_its_reportable_amount_paid(total, share, pieces):
    amount = (total * share / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    done, parts = Decimal(0), []
    for place, piece in enumerate(pieces, start=1):
        share_of_it = total if place == len(pieces) else done + (total - done) * piece / 10
        parts.append(
            figures.paid_part(amount, total, share_of_it) - figures.paid_part(amount, total, done)
        )
        done = share_of_it
    assert sum(parts) == amount


def test_a_document_of_nothing_has_nothing_paid():
    assert figures.paid_part(Decimal("0.00"), Decimal("0.00"), Decimal("0.00")) == 0


# -- Warnings ----------------------------------------------------------------------------------------

CASES = {
    "nothing": ({}, [], []),
    "cup": ({"cup_status": "missing"}, [], ["manca il CUP"]),
    "cig": ({"cig_status": "missing"}, [], ["manca il CIG"]),
    "both": (
        {"cup_status": "missing", "cig_status": "missing"},
        [],
        ["manca il CUP", "manca il CIG"],
    ),
    "total": (
        {"total": "120.00"},
        [],
        ["il totale è 120,00\N{NO-BREAK SPACE}€, ma le sue parti danno 122,00\N{NO-BREAK SPACE}€"],
    ),
    "stamp and rounding": ({"stamp": "2.00", "rounding": "-0.01", "total": "123.99"}, [], []),
    "cash": (
        {},
        [("cash", "22.00"), ("transfer", "100.00")],
        [
            "22,00\N{NO-BREAK SPACE}€ sono stati pagati in contanti, che una spesa rendicontabile non ammette"
        ],
    ),
    "cash that is not reported": ({"share": "0"}, [("cash", "22.00")], []),
    "all to the supplier": (
        {"withheld": "20.00"},
        [("transfer", "122.00")],
        [
            "al fornitore sono stati pagati 122,00\N{NO-BREAK SPACE}€, su 102,00\N{NO-BREAK SPACE}€ dovuti al "
            "netto della ritenuta"
        ],
    ),
    "withheld by f24": ({"withheld": "20.00"}, [("transfer", "102.00"), ("f24", "20.00")], []),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES)
def test_warnings_in_words_and_in_the_database_agree(case):
    facts, payments, expected = CASES[case]
    made = DocumentFactory(**facts)
    for method, amount in payments:
        PaymentFactory(document=made, method=method, amount=amount)
    document = Document.objects.with_paid().get()
    assert list(figures.warnings(document)) == expected
    assert Document.objects.with_paid().with_warnings().exists() == bool(expected)


# -- Amounts and numbers that people write -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1.234,56", "1234.56"),
        ("1234,56", "1234.56"),
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1.234", "1234.00"),
        ("1.234.567,8", "1234567.80"),
        ("12", "12.00"),
        ("12,5", "12.50"),
        ("0,01", "0.01"),
        ("1 234,56 €", "1234.56"),
        ("€ 1\xa0234,56", "1234.56"),
        ("1'234,56", "1234.56"),
        ("EUR 10", "10.00"),
        ("-0,03", "-0.03"),
        ("−0.03", "-0.03"),
    ],
)
def test_amounts_that_people_write(text, amount):
    assert amounts.read(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dieci",
        "1,234",
        "1.23.456",
        "1.234.56",
        "1,2,3",
        "12,345",
        "1.2345",
        "1e3",
        "--1",
        "NaN",
        "٣",
    ],
)
def test_what_is_not_an_amount_or_could_be_two(text):
    with pytest.raises(ValueError, match="is not an amount"):
        amounts.read(text)


@given(cents)
def test_an_amount_written_in_italian_is_read_back(amount):
    written = f"{amount:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    assert amounts.read(written) == amount


@pytest.mark.django_db
def test_vat_numbers():
    # A number that is right, and neighbours that a slip of the finger makes.
    assert tax_numbers.is_vat_number("00743110157")
    assert not tax_numbers.is_vat_number("00743110158")
    assert not tax_numbers.is_vat_number("0074311015")
    assert not tax_numbers.is_vat_number("0" * 11)
    assert not tax_numbers.is_vat_number("٠٠٧٤٣١١٠١٥٧")
    assert tax_numbers.is_vat_number(SupplierFactory().vat_number)
