"""What is done with the programme's money. The only place that writes it.

Each verb locks the row that counts first (the programme for lines; the order or the line for documents; the
document for payments), asks the rules, then writes. The database's constraints are the last wall: what they
refuse is said in the same sentences.
"""

from budget.actions.documents import attach_file, open_file, record_document
from budget.actions.lines import change_line, plan_line
from budget.actions.orders import record_commitment
from budget.actions.payments import record_payment
from budget.actions.programme import change_programme
