"""What to do next for one person: asked of whoever decides each matter, put in one order, with the reasons."""

from rapport.segmentation.advice.reading import situation_of
from rapport.segmentation.advice.rules import advise
from rapport.segmentation.advice.situation import Advice, Reason, Step, Viewer

__all__ = ["Advice", "Reason", "Step", "Viewer", "advise", "situation_of"]
