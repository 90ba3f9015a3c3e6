from __future__ import annotations

from dataclasses import dataclass, field

from rapport.people.models import Patient
from rapport.staff.models import User


@dataclass(frozen=True)
class Of:
    """Whose rows are made, and by whom.

    `words` stand wherever somebody can write, `amount` (minor units) wherever there is one, `cells` in a line that
    is imported.
    """

    patient: Patient
    by: User
    words: str = ""
    amount: int = 100
    cells: list[str] = field(default_factory=lambda: ["同名人"])
