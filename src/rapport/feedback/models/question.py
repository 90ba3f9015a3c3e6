from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category
from rapport.feedback.scores import Dimension
from rapport.lib import clock


class Use(models.TextChoices):
    SURVEY = "survey", _("survey")
    SERVICE_FORM = "service_form", _("post-visit service form")


class Form(models.TextChoices):
    """How a question is answered."""

    SCORE = "score", _("points out of ten")
    YES_NO = "yes_no", _("yes or no")
    TEXT = "text", _("in words")


class QuestionQuerySet(models.QuerySet["Question"]):
    def asked(self) -> Self:
        return self.filter(retired_at=None)

    def about(self, category: str | None) -> Self:
        """Those for everyone, and those of the category of this code."""
        return self.filter(Q(category=None) | Q(category=category))


class Question(models.Model):
    """Something the clinic asks (AFT-1, AFT-4). Other words are another question: old answers keep theirs."""

    # by which the product finds those that come with it; a clinic's own have none
    key = models.SlugField(max_length=60, blank=True)
    use = models.CharField(_("use"), max_length=12, choices=Use.choices)
    form = models.CharField(
        pgettext_lazy("how a question is answered", "answered"),
        max_length=8,
        choices=Form.choices,
        default=Form.SCORE,
    )
    dimension = models.CharField(_("dimension"), max_length=16, choices=Dimension.choices, blank=True)
    # None: asked whatever was done
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, to_field="code", null=True, blank=True, verbose_name=_("category")
    )
    # language of the house → words
    words = models.JSONField(_("words"))
    # language → a word or two to tap on
    short = models.JSONField(_("in a word"), default=dict, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    retired_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(form="score") & ~Q(dimension="")) | (~Q(form="score") & Q(dimension="")),
                name="points_are_for_a_dimension",
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(retired_at=None) & ~Q(key=""), name="a_shipped_question_is_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.spoken(get_language() or "en")

    def spoken(self, language: str) -> str:
        """The words in `language`, else in English, else in whatever there is."""
        return _in(self.words, language)

    def word(self, language: str) -> str:
        """What is tapped on in `language`: the clinic's word, else the dimension's."""
        return _in(self.short, language) or str(Dimension(self.dimension).label if self.dimension else "")


def _in(words: dict[str, str], language: str) -> str:
    return str(words.get(language) or words.get("en") or next(iter(words.values()), ""))
