from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rapport.outreach.accounts import save_account
from rapport.outreach.answers import take_word
from rapport.outreach.channels.base import Word
from rapport.outreach.models import Answer, ChannelAccount, Message, Pause, Task, TaskRule, Template
from rapport.outreach.outbox import write_message
from rapport.outreach.pausing import pause_contact
from rapport.segmentation.worklists.shipping import install_rules
from tests.everything.of import Of


@dataclass(frozen=True)
class OfOutreach(Of):
    """How the clinic turns to a person, and they to it."""

    @cached_property
    def channel(self) -> ChannelAccount:
        branch = self.patient.branch
        account = ChannelAccount(name=f"Bot {self.patient.pk}", provider="telegram", branch=branch)
        return save_account(account, {"bot": "RiversideBot", "token": "123:ABC"})

    @cached_property
    def answer(self) -> Answer:
        """Of a sender whom nobody knows."""
        word = Word("4711", self.words or "hello", id=str(self.patient.pk))
        found = take_word(self.channel, word)
        assert found is not None
        return found

    @cached_property
    def letter(self) -> Message:
        return write_message(
            self.patient,
            purpose="care",
            channel="sms",
            body=self.words or "复查",
            key=f"l{self.patient.pk}",
            by=self.by,
        )

    @cached_property
    def pause(self) -> Pause:
        return pause_contact(self.patient, "asked", words=self.words, by=self.by)

    @cached_property
    def template(self) -> Template:
        return Template.objects.create(name="复查", purpose="care", branch=self.patient.branch)

    @cached_property
    def task_rule(self) -> TaskRule:
        install_rules()
        return TaskRule.objects.get(key="recall_hygiene")

    @cached_property
    def call_task(self) -> Task:
        """Something to call about."""
        today = self.patient.branch.today()
        return Task.objects.create(
            patient=self.patient, branch=self.patient.branch, work_list="recall", purpose="care",
            words=self.words, due_on=today,
        )  # fmt: skip
