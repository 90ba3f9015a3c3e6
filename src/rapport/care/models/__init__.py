from rapport.care.models.category import Category, Need
from rapport.care.models.course import Course
from rapport.care.models.finding import Finding, FindingChange, FindingKind, FindingState, Urgency
from rapport.care.models.interruption import Interruption, InterruptionReason
from rapport.care.models.judgement import Judgement
from rapport.care.models.payment import Payment, PaymentMethod
from rapport.care.models.photo import Photo, PhotoPair, PhotoRelease, PhotoRemoval, PhotoUse, PhotoView
from rapport.care.models.plan import Plan, PlanLine, PlanOption, PlanState, PlanStep
from rapport.care.models.price import PriceItem
from rapport.care.models.thinking import EndedHow, Ground, ThinkingTime
from rapport.care.models.visit import Resolution, Treatment, Visit

__all__ = [
    "Category",
    "Course",
    "EndedHow",
    "Finding",
    "FindingChange",
    "FindingKind",
    "FindingState",
    "Ground",
    "Interruption",
    "InterruptionReason",
    "Judgement",
    "Need",
    "Payment",
    "PaymentMethod",
    "Photo",
    "PhotoPair",
    "PhotoRelease",
    "PhotoRemoval",
    "PhotoUse",
    "PhotoView",
    "Plan",
    "PlanLine",
    "PlanOption",
    "PlanState",
    "PlanStep",
    "PriceItem",
    "Resolution",
    "ThinkingTime",
    "Treatment",
    "Urgency",
    "Visit",
]
