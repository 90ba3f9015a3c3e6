from rapport.people.models.changed import ChangedPatient
from rapport.people.models.consent import Consent
from rapport.people.models.consent_text import ConsentText
from rapport.people.models.contact import ContactPoint
from rapport.people.models.departure import Departure
from rapport.people.models.duplicate import LikelyDuplicate, TwoPeople
from rapport.people.models.history import Opening
from rapport.people.models.household import Household
from rapport.people.models.interest import Activity, Participation, Purchase
from rapport.people.models.mention import Mention
from rapport.people.models.merge import FormerNumber, Merge, MergeStep, StepKind, ids_behind, survivors_of
from rapport.people.models.mood import NotedSatisfaction
from rapport.people.models.note import Note
from rapport.people.models.patient import Patient, PatientQuerySet
from rapport.people.models.questionnaire import Questionnaire, QuestionnaireAnswer, QuestionSheet
from rapport.people.models.search import NameWord, SearchTerm
from rapport.people.models.signing import Signing
from rapport.people.models.source import Source
from rapport.people.models.standing import GradeByHand, HeldMove, Standing, StandingChange
from rapport.people.models.steward import Steward
from rapport.people.models.tag import PatientTag, Tag

__all__ = [
    "Activity",
    "ChangedPatient",
    "Consent",
    "ConsentText",
    "ContactPoint",
    "Departure",
    "FormerNumber",
    "GradeByHand",
    "HeldMove",
    "Household",
    "LikelyDuplicate",
    "Mention",
    "Merge",
    "MergeStep",
    "NameWord",
    "Note",
    "NotedSatisfaction",
    "Opening",
    "Participation",
    "Patient",
    "PatientQuerySet",
    "PatientTag",
    "Purchase",
    "QuestionSheet",
    "Questionnaire",
    "QuestionnaireAnswer",
    "SearchTerm",
    "Signing",
    "Source",
    "Standing",
    "StandingChange",
    "StepKind",
    "Steward",
    "Tag",
    "TwoPeople",
    "ids_behind",
    "survivors_of",
]
