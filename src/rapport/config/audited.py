"""The models of which every change made through a page or a command is kept, with by whom; secrets stay out."""

from typing import Any

from auditlog.apps import AuditlogConfig

MODELS: tuple[Any, ...] = (
    "staff.Branch",
    "staff.RoleAssignment",
    "staff.RequiredSecondStep",
    "staff.Restoration",
    {"model": "staff.User", "exclude_fields": ["password", "last_login"]},
    {"model": "mfa.Authenticator", "exclude_fields": ["data", "last_used_at"]},
    {"model": "people.Patient", "exclude_fields": ["sort_key", "name_key", "given_key", "updated_at", "version"]},
    "people.ContactPoint",
    "people.Consent",
    "people.ConsentText",
    "people.Note",
    "people.Steward",
    "people.PatientTag",
    "people.Tag",
    "people.Household",
    "people.NotedSatisfaction",
    "people.Departure",
    "people.Activity",
    "people.Participation",
    "people.Purchase",
    "people.GradeByHand",
    "people.HeldMove",
    "care.Category",
    "care.PriceItem",
    "care.Visit",
    "care.Treatment",
    "care.Payment",
    "care.Plan",
    {"model": "care.Photo", "exclude_fields": ["token", "sha256"]},
    "care.PhotoPair",
    "care.PhotoRelease",
    "care.PhotoRemoval",
    "care.PlanOption",
    "care.ThinkingTime",
    "care.Finding",
    "care.Course",
    "care.Interruption",
    "care.Judgement",
    "outreach.Pause",
    "outreach.HoursWish",
    "outreach.Manners",
    "outreach.TaskRule",
    "outreach.Template",
    "outreach.Wording",
    "outreach.Script",
    "outreach.Extension",
    {"model": "outreach.Telephone", "exclude_fields": ["token_sha256"]},
    {"model": "appointments.Appointment", "exclude_fields": ["key"]},
    "appointments.Service",
    "appointments.Chair",
    "appointments.WorkingHours",
    "appointments.ExtraHours",
    "appointments.Absence",
    "appointments.BookingTerms",
    {"model": "appointments.Series", "exclude_fields": ["key"]},
    {
        "model": "appointments.CalendarFeed",
        "exclude_fields": ["token_hash", "content_sha256", "changed_at", "read_at"],
    },
    {"model": "outreach.ChannelAccount", "exclude_fields": ["secrets", "hook"]},
    "loyalty.LoyaltyTerms",
    "loyalty.CardTier",
    {"model": "loyalty.LedgerLine", "exclude_fields": ["key"]},
    "loyalty.Card",
    {"model": "loyalty.Reward", "exclude_fields": ["key"]},
    "loyalty.Settlement",
)


class Audited(AuditlogConfig):  # type: ignore[misc]
    """Of a row its own columns are kept. By itself the library adds whatever may refer to it: for a new client a
    query for each table that may hold one row of theirs, and the names of fifty tables that hold none yet."""

    def ready(self) -> None:
        from auditlog.registry import auditlog

        super().ready()
        for model in auditlog.get_models():
            kept = auditlog.get_model_fields(model)
            auditlog.unregister(model)
            auditlog.register(model, **{**kept, "include_fields": [field.name for field in model._meta.fields]})
