"""Whether the card was opened with a questionnaire (BAS-1)."""

from django.utils.translation import gettext_lazy as _

from rapport.lib.facts import Codes, Fact, FactType

_ENDED = "FROM people_questionnaire q WHERE q.patient_id = f.patient_id AND q.ended_how <> ''"

OWN = (
    Fact(
        "questionnaire",
        FactType.CHOICE,
        _("questionnaire"),
        codes=lambda: Codes({"given": _("filled in"), "refused": _("not filled in"), "none": _("nobody asked")}),
        # who has given one has given it, whatever they said another time: "given" comes before "refused"
        sql=f"COALESCE((SELECT MIN(q.ended_how) {_ENDED}), 'none')",
    ),
    Fact(
        "questionnaire_on",
        FactType.DATE,
        _("questionnaire, on"),
        sql=f"(SELECT MAX(q.day) {_ENDED})",
    ),
)
