from rapport.feedback.models.aftercare import CareCall, CareCallPlan, ServiceForm, ServiceFormLine
from rapport.feedback.models.complaint import (
    EIGHT_STEPS,
    Complaint,
    ComplaintEnd,
    ComplaintKind,
    ComplaintMove,
    ComplaintStep,
    Heard,
    KindOfComplaint,
    Redress,
    Severity,
)
from rapport.feedback.models.loss import Loss, LossKnown, LossReason
from rapport.feedback.models.meeting import Meeting, Minute, Raised
from rapport.feedback.models.promise import Promise, PromiseState
from rapport.feedback.models.question import Form, Question, Use
from rapport.feedback.models.review import Recurrence, Review
from rapport.feedback.models.slip import Slip, SlipEnd, SlipMove, SlipStage, SlipStep
from rapport.feedback.models.survey import Ending, NotAsked, Occasion, Survey, SurveyAnswer, SurveyedVisit, Through
from rapport.feedback.models.terms import Terms

__all__ = [
    "EIGHT_STEPS",
    "CareCall",
    "CareCallPlan",
    "Complaint",
    "ComplaintEnd",
    "ComplaintKind",
    "ComplaintMove",
    "ComplaintStep",
    "Ending",
    "Form",
    "Heard",
    "KindOfComplaint",
    "Loss",
    "LossKnown",
    "LossReason",
    "Meeting",
    "Minute",
    "NotAsked",
    "Occasion",
    "Promise",
    "PromiseState",
    "Question",
    "Raised",
    "Recurrence",
    "Redress",
    "Review",
    "ServiceForm",
    "ServiceFormLine",
    "Severity",
    "Slip",
    "SlipEnd",
    "SlipMove",
    "SlipStage",
    "SlipStep",
    "Survey",
    "SurveyAnswer",
    "SurveyedVisit",
    "Terms",
    "Through",
    "Use",
]
