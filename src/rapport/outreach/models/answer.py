from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.outreach.models.account import ChannelAccount
from rapport.outreach.models.contact import Contact
from rapport.people.models import Patient
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models import User


class Stopped(models.TextChoices):
    """What somebody asked to be spared."""

    NOTHING = "", _("nothing")
    OFFERS = "offers", _("offers by this channel")
    CHANNEL = "channel", _("all messages by this channel")
    ALL = "all", _("all messages")


class AnswerQuerySet(models.QuerySet["Answer"]):
    def visible_to(self, user: User, right: Right = Right.SEE_PATIENTS) -> Self:
        """Of people whom `user` may see; of senders whom nobody knows, those at an account of their branches."""
        ids = user.branches_where(right)
        if ids is None:
            return self
        unknown = Q(patient=None) & (Q(account__branch=None) | Q(account__branch__in=ids))
        return self.filter(Q(patient__branch__in=ids) | unknown)

    def of_nobody(self) -> Self:
        """Those of which nobody has said yet who wrote them, however long ago that was."""
        return self.filter(patient=None, set_aside_at=None)

    def like(self, answer: Answer) -> Self:
        """Those that came from where `answer` came from: of one writer, as far as anybody can tell."""
        return self.filter(account=answer.account_id, sender=answer.sender)


class Answer(models.Model):
    """Something that a client wrote to the clinic (REC-7). `patient` is None where nobody, or several, fit: then
    somebody says whose it is, or sets it aside as of nobody who is a client or wants to be one."""

    account = models.ForeignKey(ChannelAccount, on_delete=models.PROTECT, related_name="answers")
    # the provider's own number of it, or what it says: the same is never taken twice
    key = models.CharField(max_length=64, unique=True, editable=False)
    sender = models.CharField(_("from"), max_length=200)
    sender_name = models.CharField(max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    # as the provider says, else when it came
    at = models.DateTimeField(_("at"))
    received_at = models.DateTimeField(default=clock.now)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, related_name="answers")
    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, null=True, related_name="answer")
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    stopped = models.CharField(_("asked to be spared"), max_length=8, choices=Stopped.choices, blank=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes: ClassVar = [
            models.Index(fields=["patient", "at"], name="answer_by_patient"),
            models.Index(fields=["at"], name="answer_of_nobody", condition=Q(patient=None, set_aside_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.sender}"
