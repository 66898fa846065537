"""The programme's money: ceilings, lines, orders, documents, payments (docs/domain.md, Money).

The ceilings are kept by the database itself: triggers add up the counting columns (`allocated`,
`engaged`, `invoiced`), which nobody else can write, and constraints refuse what goes over.
"""

from budget.models.documents import Document, DocumentFile
from budget.models.journal import Verb
from budget.models.lines import Action, Line
from budget.models.orders import Commitment
from budget.models.payments import Instalment, Payment
from budget.models.programme import Programme
from budget.models.suppliers import Supplier
