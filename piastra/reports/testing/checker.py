"""What every PDF of ours must be, said as a list of faults: an empty list is a good PDF."""

import re
import subprocess
from collections import Counter

import pikepdf

HEADING = re.compile(r"/H([1-6])$")


def faults(path, *, tables=None, attachments=None):
    """All that is wrong with a PDF; give the numbers of tables and attachments expected."""
    with pikepdf.open(path) as pdf:
        found = [
            *identity_faults(pdf),
            *font_faults(pdf),
            *image_faults(pdf),
            *structure_faults(pdf),
            *attachment_faults(pdf, attachments),
        ]
        count = tag_counts(pdf)["/Table"]
    if tables is not None and count != tables:
        found.append(f"{count} Table tags, {tables} tables")
    return found + poppler_faults(path)


def identity_faults(pdf):
    """Identifiers, language, title, marks, colours."""
    meta, root = pdf.open_metadata(), pdf.Root
    expected = {
        "pdfaid:part": (meta.get("pdfaid:part"), "3"),
        "pdfaid:conformance": (meta.get("pdfaid:conformance"), "A"),
        "pdfuaid:part": (meta.get("{http://www.aiim.org/pdfua/ns/id/}part"), "1"),
        "Lang": (str(root.get("/Lang", "")), "it"),
        "Marked": (bool(root.get("/MarkInfo", {}).get("/Marked", False)), True),
        "DisplayDocTitle": (
            bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)),
            True,
        ),
        "output intents": (len(root.get("/OutputIntents", [])), 1),
        "title": (bool(str(pdf.docinfo.get("/Title", ""))), True),
    }
    return [f"{name}: {got!r}" for name, (got, wanted) in expected.items() if got != wanted]


def objects_of(pdf, **wanted):
    """Dictionaries in the file with these names, as Type="/Font"."""
    for thing in pdf.objects:
        if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)) and all(
            thing.get(f"/{key}") == pikepdf.Name(value) for key, value in wanted.items()
        ):
            yield thing


def font_faults(pdf):
    """Every font must be inside the file."""
    return [
        f"font {font.get('/FontName')} is not embedded"
        for font in objects_of(pdf, Type="/FontDescriptor")
        if not any(f"/FontFile{kind}" in font for kind in ("", "2", "3"))
    ]


def image_faults(pdf):
    return [
        "an image is interpolated"
        for image in objects_of(pdf, Subtype="/Image")
        if image.get("/Interpolate", False)
    ]


def structure_elements(pdf):
    """The structure tree in reading order."""
    pending = [pdf.Root.StructTreeRoot]
    while pending:
        node = pending.pop()
        if "/S" in node:
            yield node
        kids = node.get("/K", [])
        kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
        pending.extend(kid for kid in reversed(kids) if isinstance(kid, pikepdf.Dictionary))


def tag_counts(pdf):
    """How many of each tag."""
    return Counter(str(element.S) for element in structure_elements(pdf))


def structure_faults(pdf):
    """Figures, header cells, identifiers, headings."""
    elements = list(structure_elements(pdf))
    return [
        *figure_faults(elements),
        *header_faults(elements),
        *identifier_faults(pdf, elements),
        *heading_faults(elements),
    ]


def figure_faults(elements):
    """Each figure says in words what it shows, and lies on its page."""
    for element in elements:
        if element.S == "/Figure":
            if not str(element.get("/Alt", "")).strip():
                yield "a figure has no alternative text"
            if not inside(element.A.get("/BBox"), element.Pg.MediaBox):
                yield "a figure's box is outside of its page"


def header_faults(elements):
    """Each header cell says whether it heads a row or a column."""
    return [
        "a header cell has no scope"
        for element in elements
        if element.S == "/TH" and "/Scope" not in element.get("/A", {})
    ]


def identifier_faults(pdf, elements):
    """What cells refer to exists, and the tree of identifiers knows it."""
    known = {str(element.ID) for element in elements if "/ID" in element}
    referred = {
        str(name) for element in elements for name in element.get("/A", {}).get("/Headers", [])
    }
    if referred - known:
        yield f"cells refer to unknown headers: {sorted(referred - known)}"
    if known != identifiers(pdf):
        yield "the tree of identifiers does not hold all identifiers"


def heading_faults(elements):
    """Headings begin with the first level and never skip one."""
    levels = [int(found[1]) for element in elements if (found := HEADING.match(str(element.S)))]
    if not levels:
        yield "no heading"
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"heading {level} comes after level {before}"


def identifiers(pdf):
    """The names in the tree of identifiers."""
    names = pdf.Root.StructTreeRoot.get("/IDTree", {}).get("/Names", [])
    return {str(name) for name in list(names)[::2]}


def inside(box, page):
    """Whether a box lies on its page (half a point of rounding is forgiven)."""
    left, low, right, high = (float(side) for side in box)
    return (
        -0.5 <= left < right <= float(page[2]) + 0.5 and -0.5 <= low < high <= float(page[3]) + 0.5
    )


def attachment_faults(pdf, expected):
    """Each attachment is listed once, by name, with its relationship and its date."""
    listed = list(pdf.Root.get("/AF", []))
    names = sorted(pdf.attachments)
    if len(listed) != len(names):
        yield f"{len(names)} attachments, {len(listed)} associated files"
    if expected is not None and names != sorted(expected):
        yield f"attachments: {names}"
    for file in listed:
        if file.get("/AFRelationship") not in ("/Source", "/Data"):
            yield f"{file.UF} has no relationship"
        if "/ModDate" not in file.EF.F.Params:
            yield f"{file.UF} has no date"


def poppler_faults(path):
    """What pdfinfo warns of while it reads the structure."""
    run = subprocess.run(
        ["pdfinfo", "-struct", str(path)], capture_output=True, text=True, check=False
    )
    return [f"pdfinfo: {line}" for line in run.stderr.splitlines()]


def text_of(path):
    """The text of a PDF, as a reader would copy it."""
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
