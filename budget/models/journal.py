"""What the journal says of the programme's money."""

from django.utils.translation import gettext_lazy as _

from core import journal


class Verb(journal.Verb):
    """What is done with the programme's money, as the journal says it."""

    PROGRAMME_CHANGED = "programme_changed", _("changed the data of the programme")
    LINE_PLANNED = "line_planned", _("planned a budget line")
    LINE_REPLANNED = "line_replanned", _("changed a budget line")
    COMMITTED = "committed", _("recorded an order")
    DOCUMENT_RECORDED = "document_recorded", _("recorded a document")
    FILE_ATTACHED = "file_attached", _("attached a file to a document")
    FILE_OPENED = "file_opened", _("opened the file of a document")
    PAID = "paid", _("recorded a payment")
    SUPPLIER_ADDED = "supplier_added", _("added a supplier")
