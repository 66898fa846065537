"""What the documents call the values of the apps' enumerations: one word for each, whatever a page calls it.

A value that was ever frozen keeps its word, because an old edition may be printed again. A value without a word
stops the document: its key would be printed in an act.
"""


class Words(dict):
    """Words by frozen value. Raises LookupError for a value that has none."""

    def __missing__(self, value: str) -> str:
        raise LookupError(f"the documents have no word for {value!r}: add it to {__name__}")


#: Kinds of places, for many of them (`spaces.models.Space.Kind`).
PLACES = Words(
    fixed_desk="Postazioni fisse",
    mobile_desk="Postazioni mobili",
    office="Uffici privati",
    meeting_room="Sale riunioni",
    event_room="Sale eventi",
)
#: Types of supporting documents (`budget.models.Document.Kind`).
DOCUMENTS = Words(
    invoice="fattura",
    credit_note="nota di credito",
    receipt="ricevuta",
    payslip="cedolino",
    other="altro documento",
)
#: Means of payment (`budget.models.Payment.Method`).
METHODS = Words(
    transfer="bonifico",
    direct_debit="addebito diretto",
    card="carta",
    f24="F24",
    cash="contanti",
)
#: Where the CUP or the CIG of a document stands (`budget.models.Document.CodeStatus`).
CODES = Words(
    present="presente",
    added="integrato",
    elsewhere="altrove",
    not_due="non dovuto",
    missing="manca",
)
