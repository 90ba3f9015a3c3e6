"""The one contact gate: nobody is turned to but through `claim` (LOY-4, CAM-1, CAM-7, CMP-3, REC-11).

`look` and `look_many` say what it would answer, with reasons in words and the next moment, and change nothing.
"""

from rapport.outreach.gate.claiming import Closed, claim
from rapport.outreach.gate.claiming_many import Claimed, Wish, claim_many
from rapport.outreach.gate.looking import Glance, Verdict, look, look_each, look_many
from rapport.outreach.gate.reasons import Reason
from rapport.outreach.gate.situation import Ask

__all__ = [
    "Ask",
    "Claimed",
    "Closed",
    "Glance",
    "Reason",
    "Verdict",
    "Wish",
    "claim",
    "claim_many",
    "look",
    "look_each",
    "look_many",
]
