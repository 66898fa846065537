"""What the page of one's own data shows."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise

from core import personal
from core.personal import Fate
from members.models import Consent, DataExport, ErasureRequest, User


@dataclass(frozen=True)
class ConsentRow:
    """One thing to which one may agree: whether it is agreed to now, and all that was said of it."""

    kind: str
    label: str | Promise
    is_given: bool
    history: list[Consent]


@dataclass(frozen=True)
class Kind:
    """One kind of data: its name, and for what it is kept."""

    name: str
    why: str


@dataclass(frozen=True)
class OwnData:
    """The page, in a fixed number of queries."""

    consents: list[ConsentRow]
    exports: list[DataExport]
    erasure: ErasureRequest | None

    @classmethod
    def of(cls, person: User) -> "OwnData":
        erasures = person.erasures.exclude(status=ErasureRequest.Status.WITHDRAWN)
        return cls(
            consents=_consents(list(person.consents.all())),
            exports=list(person.data_exports.all()),
            erasure=erasures.first(),
        )

    @property
    def export_days(self) -> int:
        return settings.EXPORT_DAYS

    @property
    def is_export_waiting(self) -> bool:
        return any(each.is_waiting for each in self.exports)

    @property
    def open_erasure(self) -> ErasureRequest | None:
        is_open = self.erasure and self.erasure.status == ErasureRequest.Status.ASKED
        return self.erasure if is_open else None


def _consents(given: list[Consent]) -> list[ConsentRow]:
    return [_consent(kind, [each for each in given if each.kind == kind]) for kind in Consent.Kind]


def _consent(kind: Consent.Kind, history: list[Consent]) -> ConsentRow:
    is_given = any(each.withdrawn_at is None for each in history)
    return ConsentRow(kind.value, kind.label, is_given, history)


def what_becomes_of_it() -> dict[str, list[Kind]]:
    """What erasure does to each kind of data, as `core.personal` has it: `gone`, `emptied`, `kept`."""
    found: dict[str, dict[str, Kind]] = {fate.name.lower(): {} for fate in Fate}
    for held in personal.held():
        kind = Kind(str(held.name), str(held.why))
        found[held.fate.name.lower()].setdefault(kind.name, kind)
    return {fate: list(kinds.values()) for fate, kinds in found.items()}
