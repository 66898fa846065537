"""What a membership is worth: the plans that the staff write."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.words import is_italian


class Plan(models.Model):
    """A kind of membership. Which places it opens, and how often, stands beside the places (`spaces.PlanRule`).

    A membership without a plan opens all that is open to its person.
    """

    name_it = models.CharField(_("Name in Italian"), max_length=80, unique=True)
    name_en = models.CharField(_("Name in English"), max_length=80, unique=True)
    description_it = models.TextField(_("Description in Italian"), max_length=600, blank=True)
    description_en = models.TextField(_("Description in English"), max_length=600, blank=True)
    order = models.PositiveSmallIntegerField(_("Position in the list"), default=0)
    #: One that is given no more stays with whoever has it.
    is_offered = models.BooleanField(_("Offered to new members"), default=True)

    class Meta:
        ordering = ["order", "name_it", "pk"]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return self.name_it if is_italian() else self.name_en

    @property
    def description(self) -> str:
        return self.description_it if is_italian() else self.description_en
