"""What the page of a questionnaire shows to who fills it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from rapport.lib.masking import DOTS, mask_email, mask_handle, mask_phone
from rapport.people.models import Patient, Questionnaire
from rapport.people.models.questionnaire import FilledThrough
from rapport.people.questionnaires import Question, Section, Sheet, record
from rapport.people.questionnaires.answers import LONGEST, LONGEST_LONG

# whoever holds a link may read this much of the record in the fields of the page
_TO_ANYBODY = frozenset({"full_name", "language"})
# and this much who was handed the tablet at the desk
_AT_THE_DESK = _TO_ANYBODY | {"birth_date", "sex", "occupation", "hobbies", "travel_minutes"}
# that it is known is said of the rest, and of these enough to tell whether it is still right
_HINTS: dict[str, Callable[[str], str]] = {
    "phone": mask_phone,
    "email": mask_email,
    "wechat": mask_handle,
    "telegram": mask_handle,
}
_TYPES = {"date": "date", "number": "text", "phone": "tel", "email": "email"}
_MODES = {"number": "numeric"}


@dataclass(frozen=True)
class Field:
    """One question on the page: `values` are what stands in it, `known` what the clinic has, as far as told."""

    key: str
    form: str
    label: str
    options: list[tuple[str, str, bool]]
    value: str
    known: str
    wrong: str
    needed: bool
    below: bool
    care: bool
    type: str = "text"
    mode: str = ""
    longest: int = LONGEST

    @property
    def hidden(self) -> bool:
        """Whether nothing of what the clinic has may be told, but that it has it."""
        return self.known == DOTS

    @property
    def several(self) -> bool:
        return self.form == "several"


@dataclass(frozen=True)
class Step:
    """One section and where it stands among all pages."""

    number: int
    title: str
    care: bool
    fields: list[Field]
    last: bool


def steps_before(questionnaire: Questionnaire) -> int:
    """Pages before the first section: the consents, where they were asked with it."""
    return 1 if questionnaire.signing_id else 0


def step_of(
    questionnaire: Questionnaire, sheet: Sheet, number: int, language: str, wrong: Mapping[str, str]
) -> Step:
    """The section `number`, from 0, with what was typed, else with what is known."""
    section = sheet.sections[number]
    fields = fields_of(section.questions, questionnaire, language, wrong)
    return Step(number, section.spoken(language), section.care, fields, number == len(sheet.sections) - 1)


def section_with(sheet: Sheet, wrong: Mapping[str, str]) -> int:
    """The number of the first section in which something is wrong."""
    return next(
        n for n, one in enumerate(sheet.sections) if any(question.key in wrong for question in one.questions)
    )


def fields_of(
    questions: Iterable[Question], questionnaire: Questionnaire, language: str, wrong: Mapping[str, str]
) -> list[Field]:
    return [_field(one, questionnaire, language, wrong.get(one.key, "")) for one in questions]


def whole(
    sheet: Sheet, questionnaire: Questionnaire, language: str, wrong: Mapping[str, str]
) -> list[tuple[Section, str, list[Field]]]:
    """All sections at once, for who types in from paper."""
    return [
        (one, one.spoken(language), fields_of(one.questions, questionnaire, language, wrong))
        for one in sheet.sections
    ]


def _field(question: Question, questionnaire: Questionnaire, language: str, wrong: str) -> Field:
    typed = questionnaire.draft.get(question.key)
    values, known = _known(question.key, questionnaire)
    values = values if typed is None else typed
    return Field(
        key=question.key,
        form=question.form,
        label=question.spoken(language),
        options=[(one.code, one.spoken(language), one.code in values) for one in question.options],
        value=values[0] if values and not question.options else "",
        known=known,
        wrong=wrong,
        needed=question.needed,
        below=bool(question.after),
        care=question.care,
        type=_TYPES.get(question.form, "text"),
        mode=_MODES.get(question.form, ""),
        longest=LONGEST_LONG if question.form == "long" else LONGEST,
    )


def _known(key: str, questionnaire: Questionnaire) -> tuple[list[str], str]:
    """What to put into the field, and what to say is known, before the reader has shown who they are (REC-12)."""
    patient: Patient = questionnaire.patient
    if not record.has_place(key) or key == "source":
        return [], ""
    told = record.stands(patient, key)
    handed = questionnaire.through != FilledThrough.LINK
    if not told or key in (_AT_THE_DESK if handed else _TO_ANYBODY):
        return [told] if told else [], ""
    mask = _HINTS.get(key)
    return [], ", ".join(mask(one) for one in told.split(", ")) if mask else DOTS
