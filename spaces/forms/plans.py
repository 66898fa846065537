"""The form of a membership plan, with what it opens of each kind of place."""

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FactsForm
from members.models import Plan
from spaces.models import PlanRule, Space

#: The whole numbers that may be set: the most.
QUOTAS = {"max_coming": 200, "max_hours_week": 168}


class PlanRulesForm(FactsForm):
    """Names and words of a plan; for each kind of place whether it is included, and how much of it."""

    class Meta:
        model = Plan
        fields = [
            *("name_it", "name_en", "description_it", "description_en", "order", "is_offered"),
        ]
        widgets = {
            "description_it": forms.Textarea(attrs={"rows": 3}),
            "description_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        plan = self.instance
        said = {rule.kind: rule for rule in plan.place_rules.all()} if plan.pk else {}
        for kind in Space.Kind:
            self._add(kind, said.get(kind.value) or PlanRule(kind=kind))

    def _add(self, kind: Space.Kind, rule: PlanRule) -> None:
        self.fields[f"{kind.value}-is_open"] = forms.BooleanField(
            label=_("Included"), required=False, initial=rule.is_open
        )
        for name, most in QUOTAS.items():
            self.fields[f"{kind.value}-{name}"] = forms.IntegerField(
                label=PlanRule._meta.get_field(name).verbose_name,
                min_value=1,
                max_value=most,
                required=False,
                initial=getattr(rule, name),
                help_text=_("Leave empty for what holds for everybody."),
            )

    def layout(self) -> list:
        own = Fieldset(_("The plan"), *self.Meta.fields)
        return [own, *(_group(kind) for kind in Space.Kind)]

    def facts(self) -> dict:
        """The plan's own fields, and `rules` by kind of place."""
        rules = {
            kind.value: {
                name: self.cleaned_data[f"{kind.value}-{name}"] for name in ("is_open", *QUOTAS)
            }
            for kind in Space.Kind
        }
        return {name: self.cleaned_data[name] for name in self.Meta.fields} | {"rules": rules}


def _group(kind: Space.Kind) -> Fieldset:
    names = [f"{kind.value}-{name}" for name in QUOTAS]
    columns = (Column(name, css_class="col-12 col-sm-6") for name in names)
    return Fieldset(kind.label, f"{kind.value}-is_open", Row(*columns))
