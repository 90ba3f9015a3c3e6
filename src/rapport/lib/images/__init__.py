"""The one gate through which pictures come in: decoded in quarantine, drawn anew, nothing else kept.

No database, no settings.
"""

from .gate import Picture, let_in
from .keeping import Size, keep, kept_tokens, place_of, take_away
from .limits import LIMITS, Limits
from .refusals import NotTaken, Refusal

__all__ = [
    "LIMITS",
    "Limits",
    "NotTaken",
    "Picture",
    "Refusal",
    "Size",
    "keep",
    "kept_tokens",
    "let_in",
    "place_of",
    "take_away",
]
