from rapport.segmentation.models.count import GradeCount
from rapport.segmentation.models.facts import PatientFacts, PlaceByMoney
from rapport.segmentation.models.policy import PolicyVersion
from rapport.segmentation.models.segment import Segment
from rapport.segmentation.models.sweep import Sweep
from rapport.segmentation.models.worklist import WaitingForList

__all__ = ["GradeCount", "PatientFacts", "PlaceByMoney", "PolicyVersion", "Segment", "Sweep", "WaitingForList"]
