"""What no page sends: odd values for fields, addresses and queries, and bodies that are no form."""

import random
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote_from_bytes, urlencode, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

#: Texts, and bytes that are no text.
VALUES: tuple[str | bytes, ...] = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "0",
    "-1",
    "1",
    "007",
    "2147483648",
    "9223372036854775808",
    "9" * 400,
    "1e400",
    "-0,00",
    "1,5,5",
    "0.1.2",
    "NaN",
    "Infinity",
    "²",
    "١٢",
    "２０２６-１２-０１",
    "0001-01-01",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "2026-02-30",
    "2026-13-01",
    "2026-3-1",
    "2026-W49-2",
    "31/12/9999",
    "2027-03-28",
    "2026-10-25",
    "2026-11",
    "0001-01",
    "9999-12",
    "02:30",
    "00:00",
    "24:00",
    "23:59:60",
    "2027-03-28T02:30",
    "2026-10-25T02:30+01:00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "on",
    "None",
    "null",
    "true",
    "[]",
    '{"a": 1}',
    "../../../etc/passwd",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "%s %(x)s %d {0} {x!r}",
    "%",
    "\\",
    "a\r\nX-Odd: b",
    "https://example.com/",
    "//example.com/",
    "javascript:alert(1)",
    "Élodie 🏳️‍🌈 \u202eoot",
    "\u0130ıſK",
    "\ufffe\uffff",
    "x@y",
    "a@" + "b" * 300 + ".it",
    "à" * 5_000,
    "x" * 100_000,
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"caff\xe8",
)

#: Type of the content, and the content.
BODIES = (
    ("application/x-www-form-urlencoded; charset=utf-16", "a=1".encode("utf-16")),
    ("application/x-www-form-urlencoded; charset=no-such", b"a=1"),
    ("application/x-www-form-urlencoded", b"&&==&%zz=%&=\xff" + b"a=1&" * 50),
    ("application/x-www-form-urlencoded", b"a=1&" * 2_000),
    ("application/json", b'{"a": '),
    ("text/plain", b"\x00\xff"),
    ("", b"a=1"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="\x00"\r\n\r\n1\r\n--x--\r\n',
    ),
)


def files() -> list[SimpleUploadedFile]:
    """What is no photo, no document, or named strangely."""
    return [
        SimpleUploadedFile("vuoto.pdf", b""),
        SimpleUploadedFile("foto.jpg", b"\xff\xd8\xff\xe0 no photo", "image/jpeg"),
        SimpleUploadedFile("fattura.pdf", b"%PDF-1.7 \x00 no document", "application/pdf"),
        SimpleUploadedFile("a" * 300 + ".pdf", b"%PDF-1.4 prova"),
        SimpleUploadedFile("..%2f\u202egpj.exe", b"MZ", "application/x-msdownload"),
    ]


@dataclass
class Form:
    """A form as a page shows it: where it goes, and the values that stand in it."""

    method: str
    path: str
    fields: list[tuple[str, str]]
    files: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return sorted({name for name, _value in self.fields} | set(self.files))

    @property
    def body(self) -> tuple[str, ...]:
        """What makes two forms the same: the same fields to the same address, whatever it is about."""
        return (self.method, *self.names)


def forms_on(page: str, path: str) -> list[Form]:
    found = []
    for each in html.fromstring(page).iter("form"):
        where = urlsplit(each.get("action") or path)
        if where.netloc:
            continue
        fields = [(name, value or "") for name, value in each.form_values()]
        fields += [(box.name, "") for box in each.inputs if _is_left_out(box, fields)]
        uploads = [box.name for box in each.inputs if box.get("type") == "file" and box.name]
        found.append(Form(each.method.upper(), where.path or path, fields, uploads))
    return found


def _is_left_out(box, fields: list[tuple[str, str]]) -> bool:
    """Boxes that are not ticked, lists of which nothing is chosen."""
    return bool(box.name) and box.get("type") != "file" and box.name not in dict(fields)


def queries_on(page: str) -> dict[str, set[str]]:
    """The names that addresses on a page ask by: path and names."""
    found: dict[str, set[str]] = {}
    for link in html.fromstring(page).iter("a"):
        where = urlsplit(link.get("href") or "")
        names = {name for name, _value in parse_qsl(where.query, keep_blank_values=True)}
        if names and not where.netloc:
            found.setdefault(where.path, set()).update(names)
    return found


def spoilt(fields: list[tuple[str, str]], chance: random.Random) -> bytes:
    """These fields as a body, with one to three of them spoilt: odd, missing, twice, or unknown."""
    pairs: list[tuple[str, str | bytes]] = list(fields)
    for _mistake in range(chance.randint(1, 3)):
        place = chance.randrange(len(pairs)) if pairs else 0
        way = chance.choice(["odd", "odd", "odd", "missing", "twice", "unknown"])
        if way == "unknown" or not pairs:
            pairs.append((chance.choice(["x", "csrf", "pk", "\x00"]), chance.choice(VALUES)))
        elif way == "missing":
            pairs.pop(place)
        elif way == "twice":
            pairs.append((pairs[place][0], chance.choice(VALUES)))
        else:
            pairs[place] = (pairs[place][0], chance.choice(VALUES))
    return urlencode(pairs).encode()


def in_a_path(value: str | bytes) -> str:
    """A value as a part of an address, with nothing of it lost."""
    given = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    return quote_from_bytes(given[:200], safe="")
