"""What the two PDFs say, worked out from frozen figures only: never from the database.

The documents are acts in Italian, so their words are Italian here and in their templates and do
not pass through gettext: a translation that changes must not change a document.
"""
