"""What a page lets its reader do: its headings, where its links lead, what its forms send and to where."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement, document_fromstring


def skeleton(page: str) -> list[str]:
    """A line for each heading, link, form, field and button, each once, in the page's order."""
    root = document_fromstring(page)
    main = root.find(".//main")
    parts = (line for element in main.iter() for line in _of(element))
    return list(dict.fromkeys(parts))


def frame(page: str) -> list[str]:
    """The same of what stands around each page."""
    root = document_fromstring(page)
    main = root.find(".//main")
    main.getparent().remove(main)
    return list(dict.fromkeys(line for element in root.iter() for line in _of(element)))


def _of(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    if element.tag in {"h1", "h2", "h3"}:
        yield f"{element.tag} {_text(element)}"
    if element.tag == "a":
        yield f"  a {_masked(element.get('href', ''))}"
    if element.tag == "form":
        hidden = {each.get("name") for each in element.iter("input")}
        token = " csrf" if "csrfmiddlewaretoken" in hidden else ""
        yield f"  form {element.get('method', 'get').lower()} {_masked(element.get('action', ''))}{token}"
    if element.tag in {"input", "select", "textarea"}:
        yield from _of_field(element)
    if element.tag == "button":
        where = _masked(element.get("formaction", ""))
        yield f"    button {_text(element)} {element.get('type', '')} {where}".rstrip()


def _of_field(element: HtmlElement) -> Iterator[str]:
    # Of a criterion's fields the number is the database's.
    name = re.sub(r"^(points|words)_\d+$", r"\1_n", element.get("name", ""))
    if name in {"csrfmiddlewaretoken", ""}:
        return
    marks = [mark for mark in ("required", "checked", "disabled") if element.get(mark) is not None]
    limits = [f"{key}={element.get(key)}" for key in ("min", "max", "maxlength", "step", "accept")
              if element.get(key)]  # fmt: skip
    kind = element.get("type", "") if element.tag == "input" else element.tag
    yield " ".join(["   ", kind, name, *marks, *limits])


def _text(element: HtmlElement) -> str:
    return _masked(" ".join(element.text_content().split()))


def _masked(text: str) -> str:
    """Without numbers that the database gives, and what is signed or made by chance."""
    text = re.sub(r"[\w-]+:[\w-]{4,}:[\w-]{20,}|(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{24,}", "…", text)
    return re.sub(r"(?<=[/=])\d+(?=/|$|&)|(?<=\bA-)\d+", "n", text)
