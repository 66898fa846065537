"""What the two PDFs say, worked out from frozen figures only: never from the database.

The documents are acts in Italian, so their words are Italian here and in their templates and do
not pass through gettext: a translation that changes must not change a document.
"""

from piastra.reports.presenters.frame import NAMES, this_month
from piastra.reports.presenters.occupancy import document as occupancy_document
from piastra.reports.presenters.occupancy.ramp_page import drawn
from piastra.reports.presenters.spending import document as spending_document

#: What a document shows, from the figures and their hash.
CONTEXTS = {"occupancy": occupancy_document.context, "spending": spending_document.context}
