from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.care.models import Category, Course, Visit
from rapport.feedback.models.in_confidence import InConfidenceQuerySet
from rapport.feedback.models.question import Question
from rapport.feedback.scores import HIGHEST, LOWEST, Dimension
from rapport.lib import clock
from rapport.outreach.models import Call, Message, Task
from rapport.people.models import Patient
from rapport.staff.models import Branch
from rapport.staff.models.branch import LANGUAGES


class Occasion(models.TextChoices):
    """Why somebody is asked."""

    TREATED = "treated", _("after a treatment")
    ORTHODONTIC = "orthodontic", _("with braces, every few months")
    AGAIN = "again", _("whether it is settled")


class Ending(models.TextChoices):
    """How asking came to its end (AFT-2). The first two count as reached."""

    ANSWERED = "answered", _("answered")
    SPOKEN = "spoken", _("spoken with, no points given")
    DECLINED = "declined", _("did not want to answer")
    NOT_REACHED = "not_reached", _("could not be reached")
    NOT_ASKED = "not_asked", _("not to be asked")


class NotAsked(models.TextChoices):
    """Why somebody treated is not asked; they are counted apart (AFT-2)."""

    DECEASED = "deceased", _("has died")
    NEVER = "never", _("asked never to be contacted")
    NO_GUARDIAN = "no_guardian", _("a child for whom nobody speaks")
    NO_CONSENT = "no_consent", _("does not agree to be called or written to")
    LONG_AGO = "long_ago", _("too long ago when it came to be known")


class Through(models.TextChoices):
    """How an answer came (AFT-6)."""

    LINK = "link", _("private link")
    CALL = "call", _("taken down on the phone")
    DESK = "desk", _("at the desk")


class SurveyQuerySet(InConfidenceQuerySet["Survey"]):
    handler = "caller"

    def open(self) -> Self:
        return self.filter(ended_at=None)

    def answered(self) -> Self:
        return self.filter(ended_how=Ending.ANSWERED)

    def of_month(self, month: date) -> Self:
        """Those about the treatments of the month that begins on `month`."""
        return self.filter(month=month)


class Survey(models.Model):
    """One time somebody is asked how it went: about the visits of one month, about their braces, or whether what
    they were not satisfied with is settled (AFT-2, AFT-3, AFT-5).

    The address of the page is known to who holds it alone: the database keeps its hash. What was tapped before
    the line broke waits in `draft`.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="surveys", db_index=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices, default=Occasion.TREATED)
    # first day of the month whose treatments it is about
    month = models.DateField(_("month"))
    # what was mainly done, by whom: of the last of the visits
    category = models.ForeignKey(Category, on_delete=models.PROTECT, to_field="code", null=True, related_name="+")
    dentist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    dentist_words = models.CharField(max_length=120, blank=True)
    course = models.ForeignKey(Course, on_delete=models.SET_NULL, null=True, related_name="surveys")
    # what is asked about again
    about = models.ForeignKey("feedback.Slip", on_delete=models.CASCADE, null=True, related_name="asked_again")
    opened_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField(_("until"))
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, blank=True)
    link_expires_at = models.DateTimeField(null=True)
    draft = models.JSONField(default=dict, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=12, choices=Ending.choices, blank=True)
    ended_words = models.CharField(max_length=300, blank=True)
    not_asked_why = models.CharField(max_length=12, choices=NotAsked.choices, blank=True)
    through = models.CharField(max_length=8, choices=Through.choices, blank=True)
    # who took it down; None: the client
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    call = models.ForeignKey(Call, on_delete=models.SET_NULL, null=True, related_name="+")
    language = models.CharField(max_length=8, choices=LANGUAGES, blank=True)
    # of an answer: the day at the branch, the points for the whole, and the fewest for anything
    answered_on = models.DateField(null=True)
    overall = models.PositiveSmallIntegerField(null=True)
    lowest = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(_("in their words"), blank=True)
    wants_call = models.BooleanField(_("wishes to be called"), default=False)
    # what that wish became, where no slip carries it
    wish = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, editable=False, related_name="+")

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["token_hash"], condition=~Q(token_hash=""), name="a_link_leads_to_one_survey"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | (Q(ended_at__isnull=False) & ~Q(ended_how="")),
                name="an_ended_survey_says_how",
            ),
            models.CheckConstraint(
                condition=Q(
                    ended_how="answered",
                    answered_on__isnull=False,
                    overall__range=(LOWEST, HIGHEST),
                    lowest__range=(LOWEST, HIGHEST),
                )
                | (~Q(ended_how="answered") & Q(answered_on=None, overall=None, lowest=None)),
                name="an_answer_has_its_day_and_points",
            ),
            models.UniqueConstraint(
                fields=["about"], condition=Q(ended_at=None), name="a_slip_is_asked_about_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(occasion="again", about__isnull=False) | (~Q(occasion="again") & Q(about=None)),
                name="asked_again_about_a_slip",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "month", "ended_how"], name="survey_board"),
            models.Index(fields=["patient", "-opened_at"], name="survey_by_patient"),
            # the facts of everybody are told from it alone
            models.Index(
                fields=["patient", "answered_on", "overall", "lowest"],
                name="survey_answered",
                condition=Q(ended_how="answered"),
            ),
            models.Index(fields=["branch", "ended_at"], name="survey_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} · {self.month:%Y-%m}"


class SurveyedVisit(models.Model):
    """A visit that a survey asks about: each visit in one survey at most, so that the board counts none twice."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="visits")
    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="surveyed")

    class Meta:
        verbose_name = _("visit asked about")
        verbose_name_plural = _("visits asked about")

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.visit_id}"


class SurveyAnswer(models.Model):
    """What was answered to one question: `points` for one out of ten, else `words` ("yes", "no", or theirs)."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=16, choices=Dimension.choices, blank=True)
    points = models.PositiveSmallIntegerField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to surveys")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "question"], name="a_question_is_answered_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__range=(LOWEST, HIGHEST)), name="points_out_of_ten"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["survey", "dimension", "points"], name="answer_covering")]

    def __str__(self) -> str:
        return f"{self.survey_id} · {self.question_id}"
