"""What of a person a reader may see beside the name: amounts, the mouth, contacts, what was said in confidence."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from rapport.feedback.models.in_confidence import NOBODY, Confidant
from rapport.lib.facts import Tells
from rapport.lib.free_text import readable
from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right


@dataclass(frozen=True)
class Sight:
    """The rights of one reader at the branch of one person; at the counter there is none of these.

    `words` is what colleagues wrote, and what went on: missed appointments, calls, complaints, tags.
    """

    money: bool
    care: bool
    contacts: bool
    value: bool
    words: bool
    feedback: Confidant = NOBODY

    @classmethod
    def of(cls, user: User, patient: Patient) -> Sight:
        return cls.at(user, patient.branch_id)

    @classmethod
    def at(cls, user: User, branch_id: int) -> Sight:
        return cls(
            money=user.may_at(Right.SEE_MONEY, branch_id),
            care=user.may_at(Right.SEE_CARE, branch_id),
            contacts=user.may_at(Right.SEE_CONTACTS, branch_id),
            value=user.may_at(Right.SEE_VALUE, branch_id),
            words=user.may_at(Right.SEE_WORDS, branch_id),
            feedback=Confidant.at(user, branch_id),
        )

    def reaches(self, told: Collection[Tells]) -> bool:
        """Whether what a fact gives away is for this reader."""
        seen = {Tells.MONEY: self.money, Tells.CARE: self.care, Tells.DEALINGS: self.words}
        return all(seen.get(one, self.value) for one in told)

    def text(self, words: str) -> str:
        """Free text as this reader may read it (REC-12). What is being edited stands as it is: it is saved."""
        return self.masked(words) if self.words else ""

    def masked(self, words: str) -> str:
        """What the program says of a person, with names and addresses in it."""
        return readable(words, contacts=self.contacts, money=self.money)
