"""The programme's money in the demo: a split that says it is one, and what was spent so far.

The annex gives no split over the actions: every line's name says that this one is a demo's.
Codes and VAT numbers have the right shape and belong to nobody.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from budget.models import (
    Action,
    Commitment,
    Document,
    Instalment,
    Line,
    Payment,
    Programme,
    Supplier,
)
from core.money import euro
from core.month import Month
from members.models import Theme
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story, moment

CUP, CIG = "X00X00000000000", "X000000000"
SPLIT_NOTE = "(riparto demo)"

Kind, Code, Method = Document.Kind, Document.CodeStatus, Payment.Method
INVOICE, CREDIT, RECEIPT, PAYSLIP = Kind.INVOICE, Kind.CREDIT_NOTE, Kind.RECEIPT, Kind.PAYSLIP

#: Action, code, name, planned amount; together the whole managed budget, 131,760.00.
LINES = [
    ("allestimento", "1.1", "Arredi e postazioni", 28500),
    ("allestimento", "1.2", "Rete e attrezzature informatiche", 19800),
    ("allestimento", "1.3", "Piccole opere e segnaletica", 8700),
    ("staff-e-governance", "2.1", "Coordinamento e accoglienza", 31200),
    ("staff-e-governance", "2.2", "Formazione e piano di governance", 5400),
    ("business-plan", "3.1", "Analisi e business plan", 11160),
    ("eventi", "4.1", "Promozione e comunicazione", 10500),
    ("eventi", "4.2", "Eventi e laboratori", 16500),
]

FURNITURE, NETWORK, BUILDER, STAFF, SCHOOL, ADVISER, AGENCY, PRINTER, KITCHEN, SOFTWARE, SHOP = (
    range(11)
)
SUPPLIERS = [
    "Arredi Esempio S.r.l.", "Reti Esempio S.n.c.", "Opere Esempio S.r.l.",
    "Consorzio Esempio – personale proprio", "Scuola Esempio", "Studio Esempio",
    "Agenzia Esempio S.r.l.", "Tipografia Esempio", "Cucina Esempio Soc. coop.",
    "Beispiel GmbH", "Ferramenta Esempio",
]  # fmt: skip


@dataclass(frozen=True)
class Order:
    """A contract: in which month of the programme (0 is the first) and on which day it was made."""

    line: str
    supplier: int
    month: int
    day: int
    what: str
    amount: str


ORDERS = {
    "arredi": Order("1.1", FURNITURE, 0, 12, "Scrivanie, sedute e armadietti", "24400"),
    "rete": Order("1.2", NETWORK, 0, 16, "Rete, schermi e videochiamate", "15860"),
    "opere": Order("1.3", BUILDER, 0, 20, "Tinteggiatura, pareti mobili, insegne", "7320"),
    "staff": Order("2.1", STAFF, 0, 26, "Coordinamento e accoglienza, dodici mesi", "30720"),
    "piano": Order("3.1", ADVISER, 1, 4, "Analisi del territorio e business plan", "9760"),
    "immagine": Order("4.1", AGENCY, 1, 18, "Immagine coordinata e campagne", "6100"),
    "cucina": Order("4.2", KITCHEN, 2, 9, "Accoglienza agli eventi di un anno", "7700"),
}


@dataclass(frozen=True)
class Paper:
    """A supporting document. `paid`: (days after its date, share of what is due) of each transfer."""

    kind: Kind
    line: str
    supplier: int
    month: int
    day: int
    number: str
    what: str
    taxable: str
    vat_rate: int = 22
    order: str = ""
    withheld_rate: int = 0
    stamp: str = "0"
    share: int = 100
    vat_recoverable: int = 0
    theme: str = ""
    cup: Code = Code.PRESENT
    cig: Code = Code.NOT_DUE
    paid: tuple[tuple[int, float], ...] = ((28, 1),)
    method: Method = Method.TRANSFER


PAPERS = [
    Paper(INVOICE, "1.1", FURNITURE, 1, 3, "18", "Arredi, acconto", "6000", order="arredi",
          cig=Code.PRESENT),
    Paper(INVOICE, "1.1", FURNITURE, 2, 2, "31", "Arredi, saldo", "14000", order="arredi",
          cig=Code.PRESENT, paid=((30, 0.5), (61, 0.45))),
    Paper(CREDIT, "1.1", FURNITURE, 2, 20, "35", "Due sedute difettose rese", "700", order="arredi",
          cig=Code.PRESENT, paid=()),
    Paper(INVOICE, "1.1", SHOP, 4, 8, "212", "Lampade da tavolo", "410", paid=((0, 1),),
          method=Method.CARD, cup=Code.ADDED),
    Paper(INVOICE, "1.2", NETWORK, 1, 11, "7/A", "Rete cablata e senza fili", "9000", order="rete",
          cig=Code.PRESENT, paid=((30, 0.6), (58, 0.4))),
    Paper(INVOICE, "1.2", NETWORK, 3, 14, "15/A", "Schermi per le sale", "3200", order="rete",
          cig=Code.PRESENT),
    Paper(INVOICE, "1.2", SOFTWARE, 3, 5, "2041", "Licenze annuali per la grafica", "640", 0,
          share=50, cup=Code.ELSEWHERE, method=Method.CARD, paid=((0, 1),)),
    Paper(RECEIPT, "1.2", SHOP, 5, 21, "0093", "Cavi e adattatori", "154.92",
          cup=Code.MISSING, paid=((0, 1),), method=Method.CASH),
    Paper(INVOICE, "1.3", BUILDER, 1, 20, "4", "Tinteggiatura e pareti mobili", "4000", 10,
          order="opere", cig=Code.PRESENT),
    Paper(INVOICE, "1.3", BUILDER, 2, 6, "9", "Insegna e segnaletica interna", "1600", order="opere",
          cig=Code.PRESENT),
    Paper(INVOICE, "2.2", SCHOOL, 3, 18, "22", "Corso per lo staff: accoglienza e gestione", "2400", 0,
          stamp="2"),
    Paper(INVOICE, "2.2", SCHOOL, 7, 15, "51", "Laboratorio sul piano di governance", "1500", 0,
          stamp="2", paid=((20, 0.5),)),
    Paper(INVOICE, "3.1", ADVISER, 2, 27, "3", "Analisi del territorio", "4000", order="piano",
          withheld_rate=20),
    Paper(INVOICE, "3.1", ADVISER, 6, 10, "8", "Business plan, prima stesura", "4000", order="piano",
          withheld_rate=20, paid=((35, 1),)),
    Paper(INVOICE, "4.1", AGENCY, 2, 10, "44", "Immagine coordinata e sito", "1800", order="immagine",
          cig=Code.PRESENT),
    Paper(INVOICE, "4.1", PRINTER, 3, 4, "120", "Guida allo spazio, libretto", "620", 4),
    Paper(INVOICE, "4.1", AGENCY, 6, 24, "79", "Campagna d’autunno", "1200", order="immagine",
          vat_recoverable=40, cig=Code.PRESENT),
    Paper(INVOICE, "4.1", PRINTER, 8, 6, "301", "Locandine e pieghevoli", "480", cup=Code.MISSING),
    Paper(INVOICE, "4.1", BUILDER, 5, 9, "17", "Totem con il Comune, spesa divisa a metà", "900",
          share=50),
    Paper(INVOICE, "4.2", SCHOOL, 6, 28, "47", "Relatori del ciclo d’autunno", "900", 0, stamp="2",
          withheld_rate=20, theme="qualita-ambientale"),
    Paper(RECEIPT, "4.2", SHOP, 8, 16, "0158", "Materiali per il laboratorio del riuso", "73.77",
          theme="eco-innovazione", paid=((0, 1),), method=Method.CARD, cup=Code.ADDED),
    Paper(INVOICE, "4.2", AGENCY, 9, 4, "112", "Riprese e montaggio degli incontri", "1100",
          theme="green-economy", paid=()),
]  # fmt: skip

#: Refreshments month by month, and what they were for.
CATERING = [
    (2, "640", "green-economy"), (3, "310", "mobilita-sostenibile"), (4, "520", "filiera-bio"),
    (5, "380", "eco-innovazione"), (7, "450", "qualita-ambientale"), (8, "690", "filiera-bio"),
    (9, "420", "consumi-energetici"),
]  # fmt: skip

MONTHLY_PAY = "2560"
PAYSLIPS = range(1, 12)


def papers() -> list[Paper]:
    """Everything on file: single documents, pay of each month, refreshments of the events."""
    pay = [
        Paper(
            PAYSLIP, "2.1", STAFF, month, 27, f"{month:02}", "Coordinamento e accoglienza",
            MONTHLY_PAY, 0, order="staff", withheld_rate=24, cup=Code.ADDED, paid=((3, 1),),
        )
        for month in PAYSLIPS
    ]  # fmt: skip
    meals = [
        Paper(
            INVOICE, "4.2", KITCHEN, month, 19, f"{month * 6 + 2}", "Accoglienza agli eventi",
            taxable, 10, order="cucina", theme=theme,
        )
        for month, taxable, theme in CATERING
    ]  # fmt: skip
    return [*PAPERS, *pay, *meals]


def load(story: Story, people: People) -> None:
    ledger = Ledger(story, people)
    ledger.open_lines()
    ledger.make_orders()
    ledger.file_documents()
    Instalment.objects.bulk_create(ledger.instalments())


class Ledger:
    """Writes the money down, nothing dated after today."""

    def __init__(self, story: Story, people: People):
        self.story, self.people = story, people
        names = enumerate(SUPPLIERS, start=1)
        rows = [_supplier(number, name) for number, name in names]
        self.suppliers = Supplier.objects.bulk_create(rows)
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}

    def day(self, month: int, day: int) -> date:
        """A date of the programme: its month (0 is the first) and day."""
        return Month.of(self.story.programme_starts).plus(month).first + timedelta(days=day - 1)

    def is_past(self, dated) -> bool:
        return self.day(dated.month, dated.day) <= self.story.today

    def written(self, day: date) -> datetime:
        """When a document of a day was recorded: within the week, by now at the latest."""
        return min(moment(day + timedelta(days=5), "11:00"), self.story.now)

    def open_lines(self) -> None:
        Programme.objects.filter(id=1).update(
            starts_on=self.story.programme_starts, cup=CUP, cig=CIG
        )
        actions = {action.slug: action for action in Action.objects.all()}
        lines = Line.objects.bulk_create(
            Line(action=actions[action], code=code, name=f"{name} {SPLIT_NOTE}", planned=planned)
            for action, code, name, planned in LINES
        )
        self.lines = {line.code: line for line in lines}

    def make_orders(self) -> None:
        made = {key: self._order(n, order) for n, (key, order) in enumerate(ORDERS.items(), 1)}
        Commitment.objects.bulk_create(made.values())
        self.orders = made

    def _order(self, number: int, order: Order) -> Commitment:
        day = self.day(order.month, order.day)
        return Commitment(
            line=self.lines[order.line],
            supplier=self.suppliers[order.supplier],
            number=f"ORD-{day.year}-{number:02}",
            date=day,
            description=order.what,
            amount=euro(order.amount),
        )

    def file_documents(self) -> None:
        filed = {paper: self._document(paper) for paper in papers() if self.is_past(paper)}
        # In the order of their dates, so that a credit note follows its invoice.
        Document.objects.bulk_create(sorted(filed.values(), key=lambda document: document.date))
        payments = [each for pair in filed.items() for each in self._payments(*pair)]
        Payment.objects.bulk_create(sorted(payments, key=lambda payment: payment.date))

    def _document(self, paper: Paper) -> Document:
        day = self.day(paper.month, paper.day)
        taxable, stamp = euro(paper.taxable), euro(paper.stamp)
        vat = euro(taxable * paper.vat_rate / 100)
        return Document(
            kind=paper.kind,
            number=f"{paper.number}/{day.year}",
            date=day,
            supplier=self.suppliers[paper.supplier],
            line=self.lines[paper.line],
            commitment=self.orders.get(paper.order),
            theme=self.themes.get(paper.theme),
            description=paper.what,
            taxable=taxable,
            vat=vat,
            withheld=euro(taxable * paper.withheld_rate / 100),
            stamp=stamp,
            total=taxable + vat + stamp,
            share=Decimal(paper.share),
            vat_recoverable=Decimal(paper.vat_recoverable),
            cup_status=paper.cup,
            cig_status=paper.cig,
            made_at=self.written(day),
            made_by=self.people.staff,
        )

    def _payments(self, paper: Paper, document: Document):
        """To the supplier what is due to him, to the tax office what was withheld."""
        due = document.total - document.withheld
        for days, share in paper.paid:
            day = document.date + timedelta(days=days)
            yield from self._payment(document, day, euro(due * Decimal(str(share))), paper.method)
        if document.withheld and paper.paid:
            next_month = Month.of(document.date + timedelta(days=paper.paid[-1][0])).next
            day = next_month.first + timedelta(days=15)
            yield from self._payment(document, day, document.withheld, Method.F24)

    def _payment(self, document: Document, day: date, amount: Decimal, method: Method):
        if day > self.story.today:
            return
        yield Payment(
            document=document,
            date=day,
            amount=amount,
            method=method,
            reference="" if method == Method.CASH else f"Quietanza {document.number}",
            made_at=self.written(day),
            made_by=self.people.staff,
        )

    def instalments(self):
        received = [
            (1, 15, "39528.00", "Anticipo del 30% (atto dimostrativo n. 1)"),
            (6, 22, "26352.00", "Seconda quota, 20% (atto dimostrativo n. 2)"),
        ]
        for month, day, amount, act in received:
            yield Instalment(date=self.day(month, day), amount=euro(amount), act=act)


def _supplier(number: int, name: str) -> Supplier:
    country = "AT" if number == SOFTWARE + 1 else "IT"
    vat_number = "U00000000" if country == "AT" else fictitious_vat_number(number)
    return Supplier(name=name, vat_number=vat_number, country=country)


def fictitious_vat_number(number: int) -> str:
    """An Italian VAT number of the right shape that nobody can have: no tax office is number 000."""
    body = f"99999{number:02}000"
    doubled = (int(digit) * 2 for digit in body[1::2])
    total = sum(int(digit) for digit in body[::2]) + sum(d // 10 + d % 10 for d in doubled)
    return f"{body}{-total % 10}"
