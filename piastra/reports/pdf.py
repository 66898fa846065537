"""HTML to PDF: the only module that knows WeasyPrint.

WeasyPrint is imported inside, because it needs the libraries of Pango: a web process
starts without them, and whoever asks for a PDF is told in words what is missing.
"""

import logging
import warnings
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop

from piastra.reports import structure

log = logging.getLogger(__name__)

FONTS_SCHEME = "fonts:"


class CannotRender(Exception):
    """A PDF can't be made; the message is a sentence for people, to be translated when shown."""


NO_PANGO = gettext_noop(
    "Pango, which produces the PDFs, is missing from this server. Its administrator must install "
    "libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0; then prepare it again: the "
    "figures already collected are kept."
)
NO_FONTS = gettext_noop(
    "The fonts for the documents (Titillium Web) are missing from this server. Its administrator "
    "must run “npm ci” and “npm run build”; then prepare it again: the figures already collected "
    "are kept."
)
NOT_OURS = gettext_noop(
    "The document asks for a file that is not its own, so it was not produced. The figures "
    "already collected are kept; please tell the administrator."
)


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. `relationship` is one of ISO 32000-2, 7.11.3."""

    name: str
    content: bytes
    description: str
    relationship: str


def fonts_folder() -> Path:
    """Where Titillium Web and Roboto Mono are, as TTF.

    The build of the static files puts them beside the pages' fonts, which are wherever the
    portal is, in a container without Node too; where they are not built yet, npm has them.
    """
    root = Path(settings.BASE_DIR)
    built = root / "static" / "dist" / "fonts" / "documents"
    installed = root / "node_modules" / "bootstrap-italia" / "src" / "fonts"
    return built if built.is_dir() else installed


def render(
    html: str, stylesheet: str, *, attachments: list[Attachment] = (), made_at: datetime
) -> bytes:
    """The PDF of a page: PDF/A-3a and PDF/UA-1, the same bytes for the same arguments.

    Raises CannotRender where a library, a font or an address is missing.
    """
    weasyprint = library()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    require_fonts()
    fetcher, fonts = limited_fetcher(), FontConfiguration()
    try:
        document = weasyprint.HTML(string=html, base_url="about:blank", url_fetcher=fetcher)
        style = weasyprint.CSS(string=stylesheet, font_config=fonts, url_fetcher=fetcher)
        with warnings.catch_warnings():
            # WeasyPrint 70 leaves its colour profile open for the garbage collector to close.
            warnings.filterwarnings("ignore", "unclosed file", ResourceWarning)
            return document.write_pdf(
                stylesheets=[style],
                font_config=fonts,
                finisher=structure.finish,
                pdf_variant="pdf/a-3a",
                attachments=[embedded(weasyprint, a, made_at) for a in attachments],
            )
    except FatalURLFetchingError as error:
        # It derives from BaseException: uncaught, it would take the worker down.
        log.error("the document asks for %s", error)
        raise CannotRender(NOT_OURS) from error


def library() -> ModuleType:
    """WeasyPrint, or a sentence that says what this machine lacks."""
    try:
        import weasyprint
        from PIL import ImageFile

        # It lets Pillow take half a picture for a whole one, everywhere in this process.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    except OSError as error:
        log.error("weasyprint cannot be loaded: %s", error)
        raise CannotRender(NO_PANGO) from error
    return weasyprint


def require_fonts() -> None:
    """Refuse to go on without the fonts: the fallback would break the archival format."""
    if not (fonts_folder() / "Titillium_Web").is_dir():
        raise CannotRender(NO_FONTS)


def limited_fetcher() -> Any:
    """A fetcher that opens the fonts and `data:` and refuses everything else.

    So nothing that a person typed can make the server open a file or an address.
    """
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: dict | None = None) -> Any:
            if url.startswith(FONTS_SCHEME):
                return URLFetcherResponse(url, font(url.removeprefix(FONTS_SCHEME)))
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols={"data"}, fail_on_errors=True)


def font(name: str) -> bytes:
    """The bytes of a font file; ValueError for a path that leads elsewhere."""
    folder = fonts_folder().resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise ValueError(f"not a font of ours: {name}")
    return path.read_bytes()


def embedded(weasyprint: ModuleType, attachment: Attachment, made_at: datetime) -> Any:
    """An attachment with explicit dates: WeasyPrint would else write the time of day."""
    return weasyprint.Attachment(
        string=attachment.content,
        name=attachment.name,
        description=attachment.description,
        relationship=attachment.relationship,
        created=made_at,
        modified=made_at,
    )
