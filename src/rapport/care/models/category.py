from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Need(models.TextChoices):
    """What a person comes for; the built-in need tags of REC-8."""

    PREVENTION = "prevention", _("prevention")
    BASIC = "basic", _("basic")
    RESTORATION = "restoration", _("restoration")
    IMPLANT = "implant", _("implant")
    ORTHODONTIC = "orthodontic", _("orthodontic")
    PAEDIATRIC = "paediatric", _("paediatric")


class BuiltInCategory(models.TextChoices):
    """The categories every clinic starts with; the words are the clinic's, the codes ours."""

    CHECKUP = "checkup", _("check-up")
    HYGIENE = "hygiene", _("hygiene")
    FILLING = "filling", _("filling")
    ENDODONTIC = "endodontic", _("root canal")
    PERIODONTIC = "periodontic", _("gum treatment")
    SURGERY = "surgery", _("surgery")
    RESTORATION = "restoration", _("crowns and prostheses")
    IMPLANT = "implant", _("implant")
    ORTHODONTIC = "orthodontic", _("orthodontic treatment")
    PAEDIATRIC = "paediatric", _("children's dentistry")
    WHITENING = "whitening", _("whitening")
    OTHER = "other", _("other treatment")


# code and need of every built-in category, in the order of their positions
BUILT_IN = (
    (BuiltInCategory.CHECKUP, Need.PREVENTION),
    (BuiltInCategory.HYGIENE, Need.PREVENTION),
    (BuiltInCategory.FILLING, Need.BASIC),
    (BuiltInCategory.ENDODONTIC, Need.BASIC),
    (BuiltInCategory.PERIODONTIC, Need.BASIC),
    (BuiltInCategory.SURGERY, Need.BASIC),
    (BuiltInCategory.RESTORATION, Need.RESTORATION),
    (BuiltInCategory.IMPLANT, Need.IMPLANT),
    (BuiltInCategory.ORTHODONTIC, Need.ORTHODONTIC),
    (BuiltInCategory.PAEDIATRIC, Need.PAEDIATRIC),
    (BuiltInCategory.WHITENING, Need.RESTORATION),
    (BuiltInCategory.OTHER, Need.BASIC),
)


class Category(models.Model):
    """A kind of treatment. Built-in ones speak the reader's language until the clinic gives a name of its own."""

    code = models.SlugField(_("code"), max_length=24, unique=True)
    name = models.CharField(_("own name"), max_length=80, blank=True)
    need = models.CharField(_("need"), max_length=12, choices=Need.choices)
    # also the bit that stands for the category in a fact about what a person was treated for
    position = models.PositiveSmallIntegerField(_("position"), unique=True)

    class Meta:
        ordering: ClassVar = ["position"]
        verbose_name = _("treatment category")
        verbose_name_plural = _("treatment categories")

    def __str__(self) -> str:
        built_in = self.code in BuiltInCategory.values
        return self.name or (str(BuiltInCategory(self.code).label) if built_in else self.code)
