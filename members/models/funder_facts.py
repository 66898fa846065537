"""What the programme's funder asks about its people, kept apart from what others see of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FunderFacts(models.Model):
    """Facts of a person for sums in reports; each may be left out. No page shows them but to their person."""

    class Gender(models.TextChoices):
        WOMAN = "woman", _("Woman")
        MAN = "man", _("Man")
        OTHER = "other", pgettext_lazy("gender", "Other")
        UNSAID = "unsaid", _("I prefer not to say")

    class AgeBand(models.TextChoices):
        TO_24 = "to_24", _("Up to 24")
        TO_29 = "to_29", _("25 to 29")
        TO_35 = "to_35", _("30 to 35")
        OVER_35 = "over_35", _("Over 35")
        UNSAID = "unsaid", _("I prefer not to say")

    class Employment(models.TextChoices):
        STUDYING = "studying", _("Studying")
        LOOKING = "looking", _("Looking for work")
        EMPLOYED = "employed", _("Employed")
        SELF_EMPLOYED = "self_employed", _("Self-employed or entrepreneur")
        OTHER = "other", pgettext_lazy("employment", "Other")
        UNSAID = "unsaid", _("I prefer not to say")

    class Education(models.TextChoices):
        LOWER = "lower", _("Up to lower secondary school")
        UPPER = "upper", _("Upper secondary school")
        DEGREE = "degree", _("Degree")
        DOCTORATE = "doctorate", _("Doctorate or specialisation")
        UNSAID = "unsaid", _("I prefer not to say")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="funder_facts"
    )
    gender = models.CharField(_("Gender"), max_length=8, choices=Gender.choices, blank=True)
    age_band = models.CharField(_("Age"), max_length=8, choices=AgeBand.choices, blank=True)
    employment = models.CharField(
        _("Employment"), max_length=16, choices=Employment.choices, blank=True
    )
    education = models.CharField(
        _("Education"), max_length=12, choices=Education.choices, blank=True
    )
    municipality = models.CharField(_("Municipality where I live"), max_length=80, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("facts for the funder")

    def __str__(self):
        return str(self.person)
