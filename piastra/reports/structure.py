"""Mend what WeasyPrint 70 leaves short of PDF/UA-1, in the document before it is written.

`finish` is a WeasyPrint finisher: it gets the laid out document and pydyf's objects. What it
mends was found with veraPDF and with a screen reader's eye on the structure:

- the PDF/UA identifier, with the extension schema that PDF/A wants for it;
- header cells have a Scope, and the tree of identifiers that Headers refer to exists;
- a table over several pages is one Table; its repeated heads are pagination artifacts;
- running headers and footers are pagination artifacts;
- boxes of figures are in points from below, not in CSS pixels from above;
- each attachment is listed once.

Objects that are no longer used are emptied, never freed: a freed object mis-numbers pydyf's
object stream.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pydyf

POINTS_PER_PIXEL = 0.75

PDF_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Mend the whole document; call as WeasyPrint's `finisher`."""
    identify(pdf)
    list_attachments_once(pdf)
    tree = Tree(pdf)
    tree.place_figures()
    tables = [table for page in document.pages for table in tables_in(page._page_box)]
    scope_headers(tables)
    join_tables(tree, tables)
    tree.write_identifiers()
    tree.mark_artifacts()


def identify(pdf: pydyf.PDF) -> None:
    """Say in the metadata that the document is also PDF/UA-1."""
    metadata = resolved(pdf, pdf.catalog["Metadata"])
    metadata.stream = [part.replace(b"</rdf:RDF>", PDF_UA) for part in metadata.stream]


def list_attachments_once(pdf: pydyf.PDF) -> None:
    """Keep the first mention of each attachment."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def resolved(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary | pydyf.Stream:
    """The object that a reference (b"12 0 R") points to."""
    return pdf.objects[int(reference.split()[0])]


def tables_in(
    box: Any,
) -> Iterator:
    """Table wrappers below a box, in reading order."""
    box = getattr(box, "_box", box)
    if getattr(box, "is_table_wrapper", False):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from tables_in(child)


def cells_in(
    box: Any,
) -> Iterator:
    """(cell's box, its structure element) of a table, in reading order."""
    mark = getattr(box, "mark", None)
    if isinstance(mark, dict) and mark.get("S") in ("/TH", "/TD"):
        yield box, mark
        return
    for child in getattr(box, "children", ()):
        yield from cells_in(child)


def scope_headers(tables: list[Any]) -> None:
    """Give each header cell the scope that the HTML says; Column where it is silent."""
    for table in tables:
        for box, cell in cells_in(table):
            if cell["S"] == "/TH":
                row = box.element.attrib.get("scope") in ("row", "rowgroup")
                cell["A"]["Scope"] = "/Row" if row else "/Column"


def join_tables(tree: "Tree", tables: list[Any]) -> None:
    """Make one Table of the pieces that the pages cut a table into.

    Boxes and elements are paired by their order, not by their cells: a piece may have none, as the
    first one of a table whose caption alone found room on its page.
    """
    pairs = zip(tables, tree.tables(), strict=True)
    for _, pieces in groupby(pairs, key=lambda pair: pair[0].element):
        (_, first), *others = pieces
        for box, other in others:
            join_piece(tree, first, box, other)


def join_piece(tree: "Tree", target: dict, box: Any, source: dict) -> None:
    """Move what is new in a later piece (its `box`, its `source`) into the first one; drop a repeated head."""
    kept = head_of(tree, target)
    for group in tree.children(source):
        if group["S"] == "/THead" and kept:
            refer_to(kept, tree.heads(group), (cell for _, cell in cells_in(box)))
        else:
            tree.move(group, target)
    tree.unlink(source)


def head_of(tree: "Tree", table: dict) -> list:
    """Identifiers of the cells in a table's head; none where it has no head yet."""
    groups = (group for group in tree.children(table) if group["S"] == "/THead")
    return [name for group in groups for name in tree.heads(group)]


def refer_to(kept: list, repeated: list, cells: Iterable[dict]) -> None:
    """Let cells name the head that stays instead of the repeated one."""
    names = {text(key): stays for stays, key in zip(kept, repeated, strict=True)}
    for cell in cells:
        headers = [names.get(text(key), key) for key in cell["A"].pop("Headers", ())]
        if headers:
            cell["A"]["Headers"] = pydyf.Array(headers)


def text(string: pydyf.String) -> str:
    """A pydyf string as Python's."""
    return string.string


class Tree:
    """The structure tree of a PDF that is about to be written."""

    def __init__(self, pdf: pydyf.PDF):
        self.pdf = pdf
        self.root = self.at(pdf.catalog["StructTreeRoot"])
        self.parents = self.at(self.root["ParentTree"])

    def at(self, reference: bytes) -> pydyf.Dictionary | pydyf.Stream:
        return resolved(self.pdf, reference)

    def children(self, element: pydyf.Dictionary) -> list[pydyf.Dictionary]:
        """Structure elements right below an element."""
        kids = (self.at(kid) for kid in element["K"] if isinstance(kid, bytes))
        return [kid for kid in kids if kid.get("Type") == "/StructElem"]

    def descendants(self, element: pydyf.Dictionary) -> Iterator:
        yield element
        for child in self.children(element):
            yield from self.descendants(child)

    def elements(self) -> Iterator:
        """Every element that can be reached from the document."""
        for reference in self.root["K"]:
            yield from self.descendants(self.at(reference))

    def tables(self) -> list[pydyf.Dictionary]:
        """Tables, piece by piece as the pages cut them, in reading order."""
        return [element for element in self.elements() if element["S"] == "/Table"]

    def heads(self, group: dict) -> list:
        """Identifiers of the header cells in a group of rows."""
        return [cell["ID"] for cell in self.descendants(group) if cell["S"] == "/TH"]

    def move(self, element: dict, parent: dict) -> None:
        """Hang an element under another parent, at its end."""
        self.at(element["P"])["K"].remove(element.reference)
        element["P"] = parent.reference
        parent["K"].append(element.reference)

    def unlink(self, element: dict) -> None:
        """Take an element with all below it out of the tree, and ancestors left empty."""
        parent = self.at(element["P"])
        parent["K"].remove(element.reference)
        if not parent["K"] and parent["S"] != "/Document":
            self.unlink(parent)

    def place_figures(self) -> None:
        """Boxes of figures in points from the page's lower left corner."""
        for element in self.elements():
            if element["S"] == "/Figure":
                height = self.at(element["Pg"])["MediaBox"][3]
                element["A"]["BBox"] = turned(element["A"]["BBox"], height)

    def write_identifiers(self) -> None:
        """The tree of identifiers: without it, Headers refer to nothing."""
        named = sorted((text(e["ID"]), e) for e in self.elements() if "ID" in e)
        if not named:
            return
        pairs = pydyf.Array()
        for _, element in named:
            pairs.extend((element["ID"], element.reference))
        names = pydyf.Dictionary({"Names": pairs})
        self.pdf.add_object(names)
        self.root["IDTree"] = names.reference

    def mark_artifacts(self) -> None:
        """Turn marked content that belongs to no element into pagination artifacts."""
        kept = {element.number for element in self.elements()}
        pages = [self.at(reference) for reference in self.pdf.page_references]
        entries = iter(self.parents["Nums"])
        for number, owners in zip(entries, entries, strict=True):
            if isinstance(owners, list):
                self.drop_strays(pages[number], owners, kept)

    def drop_strays(self, page: pydyf.Dictionary, owners: pydyf.Array, kept: set[int]) -> None:
        """On one page: `owners` are the elements of its marked content, in order."""
        strays = {
            place for place, reference in enumerate(owners) if int(reference.split()[0]) not in kept
        }
        for place in strays:
            # pydyf has no null object: bytes are written as they are.
            self.at(owners[place]).clear()
            owners[place] = b"null"
        make_artifacts(self.at(page["Contents"]).stream, strays)


def turned(box: pydyf.Array, height: float) -> pydyf.Array:
    """A box in CSS pixels from above as points from below."""
    left, top, right, bottom = (side * POINTS_PER_PIXEL for side in box)
    return pydyf.Array(round(side, 3) for side in (left, height - bottom, right, height - top))


def make_artifacts(stream: list[bytes | str], identifiers: set[int]) -> None:
    """Rewrite the marks with these identifiers: /Tag <</MCID 3>> BDC, three items each."""
    for place, operator in enumerate(stream):
        if operator == b"BDC" and stream[place - 1].get("MCID") in identifiers:
            stream[place - 2] = "/Artifact"
            stream[place - 1] = pydyf.Dictionary({"Type": "/Pagination"})
