"""Who may do what. One table, read by every door; what is not in it is not allowed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member of staff is at a branch."""

    OWNER = "owner", _("Owner")
    ADMINISTRATOR = "administrator", _("Front desk")
    CUSTOMER_SERVICE = "customer_service", _("Customer service")
    CONSULTANT = "consultant", _("Consultant")
    DENTIST = "dentist", _("Dentist")
    MARKETER = "marketer", _("Marketing")
    AUDITOR = "auditor", _("Auditor")


class Right(TextChoices):
    """What a role allows. Every URL names the right it needs (`web/roles_table.py`)."""

    SEE_TODAY = "see_today", _("see the day")
    SEE_PATIENTS = "see_patients", _("see patients")
    SEE_WORDS = "see_words", _("read what was written of clients, and what went on with them")
    WRITE_NOTES = "write_notes", _("write notes on a card")
    EDIT_PATIENTS = "edit_patients", _("change patients")
    TAG_PATIENTS = "tag_patients", _("tag patients")
    KEEP_WALLET = "keep_wallet", _("open cards, give rewards, use points and the dental fund")
    EXPORT_PATIENTS = "export_patients", _("export patients")
    SEE_MONEY = "see_money", _("see amounts")
    SEE_CONTACTS = "see_contacts", _("see phones and addresses in full")
    SEE_VALUE = "see_value", _("see class and value")
    SET_CLASS = "set_class", _("set classes by hand and confirm moves")
    SEE_CARE = "see_care", _("see findings, plans and photos")
    WRITE_CARE = "write_care", _("write findings, plans and photos")
    TAKE_CONSENTS = "take_consents", _("take consents and withdrawals")
    MERGE_PATIENTS = "merge_patients", _("merge duplicates")
    MAKE_CALLS = "make_calls", _("call clients and work the lists")
    WRITE_MESSAGES = "write_messages", _("write to clients")
    WRITE_SCRIPTS = "write_scripts", _("change templates, scripts and the rules for tasks")
    SEE_FEEDBACK = "see_feedback", _("see surveys, slips and complaints")
    HANDLE_FEEDBACK = "handle_feedback", _("ask clients, and handle slips and complaints")
    RAISE_COMPLAINTS = "raise_complaints", _("write down a complaint")
    SEE_SCHEDULE = "see_schedule", _("see the schedule")
    BOOK = "book", _("book, move and cancel appointments, and note who came")
    KEEP_HOURS = "keep_hours", _("change services, chairs, working hours and absences")
    SEE_INSIGHTS = "see_insights", _("see insights")
    IMPORT = "import", _("import files")
    MANAGE_CLINIC = "manage_clinic", _("change branches, categories and tags")
    WRITE_POLICIES = "write_policies", _("write and try out the rules of the classes, confirm moves that wait")
    APPROVE_POLICIES = "approve_policies", _("put the rules of the classes in force")
    MANAGE_USERS = "manage_users", _("change users")
    SEE_AUDIT = "see_audit", _("see who changed what")


_CARD = {
    Right.SEE_TODAY,
    Right.SEE_PATIENTS,
    Right.SEE_CONTACTS,
    Right.SEE_VALUE,
    Right.SET_CLASS,
    Right.SEE_CARE,
    Right.SEE_WORDS,
    Right.WRITE_NOTES,
    Right.TAKE_CONSENTS,
    Right.SEE_FEEDBACK,
    Right.SEE_SCHEDULE,
}
_REACHING = {Right.MAKE_CALLS, Right.WRITE_MESSAGES, Right.HANDLE_FEEDBACK, Right.RAISE_COMPLAINTS, Right.BOOK}
_RECORD = {Right.EDIT_PATIENTS, Right.TAG_PATIENTS, Right.MERGE_PATIENTS}

RIGHTS: dict[str, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.ADMINISTRATOR: frozenset(
        _CARD
        | _RECORD
        | _REACHING
        | {
            Right.SEE_MONEY,
            Right.KEEP_WALLET,
            Right.SEE_INSIGHTS,
            Right.IMPORT,
            Right.WRITE_POLICIES,
            Right.WRITE_SCRIPTS,
            Right.KEEP_HOURS,
        }
    ),
    Role.CUSTOMER_SERVICE: frozenset(_CARD | _RECORD | _REACHING),
    Role.CONSULTANT: frozenset(_CARD | _RECORD | _REACHING | {Right.SEE_MONEY, Right.WRITE_CARE}),
    Role.DENTIST: frozenset(_CARD | {Right.WRITE_CARE}),
    # phones masked, no amounts, nothing of the mouth: a segment needs none of them
    Role.MARKETER: frozenset(
        {
            Right.SEE_PATIENTS,
            Right.SEE_WORDS,
            Right.SEE_VALUE,
            Right.TAG_PATIENTS,
            Right.WRITE_MESSAGES,
            Right.WRITE_SCRIPTS,
            Right.SEE_INSIGHTS,
        }
    ),
    Role.AUDITOR: frozenset(
        {Right.SEE_PATIENTS, Right.SEE_WORDS, Right.SEE_VALUE, Right.SEE_MONEY, Right.SEE_AUDIT}
    ),
}

# what a client who looks at the screen must not read: counter mode takes these from whoever sits at it
HIDDEN_AT_COUNTER = frozenset(
    {
        Right.SEE_MONEY,
        Right.KEEP_WALLET,
        Right.SEE_CONTACTS,
        Right.SEE_CARE,
        Right.WRITE_CARE,
        Right.SEE_FEEDBACK,
        Right.HANDLE_FEEDBACK,
        Right.SEE_VALUE,
        Right.SET_CLASS,
        Right.WRITE_POLICIES,
        Right.SEE_WORDS,
        Right.SEE_INSIGHTS,
        Right.SEE_AUDIT,
        Right.EXPORT_PATIENTS,
    }
)
