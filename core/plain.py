"""A letter's plain text, made from its HTML: both say the same, whatever somebody changes in a template.

Left out is what plain text has elsewhere: the head, the portal's name above (`class="name"`, it signs below), the
heading, which is the subject, and an address that is written out twice (`class="again"`). What follows
`class="foot"` is the signature, which mail programs fold away.
"""

import re
from html.parser import HTMLParser

#: What begins each element, and what ends it.
AROUND = {
    "p": ("\n\n", "\n\n"),
    "ul": ("\n\n", "\n\n"),
    "dl": ("\n\n", "\n\n"),
    "div": ("\n", ""),
    "li": ("\n- ", ""),
    "dt": ("", ": "),
    "br": ("\n", ""),
}
UNSEEN = {"head", "h1"}
UNSEEN_CLASSES = {"name", "again"}
NEVER_CLOSED = {"br", "meta", "link", "img", "hr"}
#: Two dashes and a space begin a signature.
SIGNATURE = "\n\n-- \n"


def plain(html: str) -> str:
    """The words and addresses of a letter, in paragraphs; a link is its words, then its address on a line."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    parts = [_tidy("".join(part)) for part in reader.parts]
    return SIGNATURE.join(part for part in parts if part) + "\n"


def _tidy(words: str) -> str:
    words = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", words))
    return re.sub(r"\n{3,}", "\n\n", words).strip()


class _Reader(HTMLParser):
    """Gathers what a reader sees: `parts` are the letter and its signature."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.unseen, self.link = [[]], 0, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        classes = set((given.get("class") or "").split())
        if self.unseen or tag in UNSEEN or classes & UNSEEN_CLASSES:
            self.unseen += tag not in NEVER_CLOSED
            return
        if "foot" in classes:
            self.parts.append([])
        if tag == "a":
            self.link = (given.get("href", ""), len(self.parts[-1]))
        self.parts[-1].append(AROUND.get(tag, ("", ""))[0])

    def handle_endtag(self, tag):
        if self.unseen:
            self.unseen -= 1
        elif tag == "a":
            self._write_address()
        else:
            self.parts[-1].append(AROUND.get(tag, ("", ""))[1])

    def handle_data(self, data):
        if not self.unseen:
            self.parts[-1].append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _write_address(self):
        address, since = self.link
        words = "".join(self.parts[-1][since:]).strip()
        if address not in {words, f"mailto:{words}"}:
            self.parts[-1].append(f":\n{address}\n")
