from rapport.care.models.category import Category, Need
from rapport.care.models.payment import Payment, PaymentMethod
from rapport.care.models.photo import Photo, PhotoPair, PhotoRelease, PhotoRemoval, PhotoUse, PhotoView
from rapport.care.models.plan import Plan, PlanState
from rapport.care.models.price import PriceItem
from rapport.care.models.visit import Resolution, Treatment, Visit

__all__ = [
    "Category",
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
    "PlanState",
    "PriceItem",
    "Resolution",
    "Treatment",
    "Visit",
]
