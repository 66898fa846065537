"""The modules in which mistakes are made: whatever decides, writes or counts."""

from pathlib import Path

from piastra.tools.embedded.home import PROJECT

PATTERNS = (
    "*/rules.py",
    "*/rules/**/*.py",
    "*/actions.py",
    "*/actions/**/*.py",
    "*/figures.py",
    "*/figures/**/*.py",
    "piastra/*/rules.py",
    "piastra/*/actions.py",
    "core/access.py",
    "core/closing.py",
    "piastra/reports/disclosure.py",
    "piastra/reports/making.py",
)


def targets(only: list[str] | None = None) -> list[Path]:
    """The files, relative to the project, in order; `only` are beginnings of their modules' names."""
    found = {path for pattern in PATTERNS for path in PROJECT.glob(pattern)}
    files = sorted(path.relative_to(PROJECT) for path in found)
    return [file for file in files if not only or is_below(module_of(file), only)]


def module_of(file: Path) -> str:
    """The dotted name under which a file of the project is imported."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_below(module: str, names: list[str]) -> bool:
    """Whether a module is one of these, or inside one of these packages."""
    return any(module == name or module.startswith(f"{name}.") for name in names)
