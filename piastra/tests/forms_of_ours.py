"""Every form of the portal, found by importing its modules."""

import importlib
import pkgutil

from django.forms.forms import BaseForm

APPS = ("core", "members", "spaces", "events", "budget", "piastra")


def forms_of_ours() -> list[type[BaseForm]]:
    """The classes with fields, in the order of their names."""
    for app in APPS:
        _import_below(app)
    found = {form for form in _below(BaseForm) if form.__module__.split(".")[0] in APPS}
    with_fields = [form for form in found if getattr(form, "base_fields", None)]
    return sorted(with_fields, key=lambda form: f"{form.__module__}.{form.__qualname__}")


def _import_below(app: str) -> None:
    package = importlib.import_module(app)
    for module in pkgutil.walk_packages(package.__path__, f"{app}."):
        parts = module.name.split(".")
        if "forms" in parts[-2:] or "views" in parts or "staff" in parts:
            importlib.import_module(module.name)


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)
