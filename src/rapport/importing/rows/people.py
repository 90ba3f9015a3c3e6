"""Rows about people."""

import re
from datetime import date

from rapport.importing.rows.cells import IMPOSSIBLE, Cells
from rapport.importing.rows.records import PatientRow, Who
from rapport.importing.values.departed import says_departed
from rapport.importing.values.names import split_name
from rapport.importing.values.words import read_answer, read_language
from rapport.lib.handles import read_emails, read_telegram, read_wechat
from rapport.lib.phone import read_phones
from rapport.lib.unreadable import Unreadable

_TAGS = re.compile(r"[,;/|、，；\n]+|\s:::\s")
# groups that address books make by themselves: * myContacts
_NO_TAG = "* "
# «да, от 12.01.2023»
_AGREED = re.compile(
    r"^(?:да|есть|подписано|получено|是|有|已签署|已签|yes|signed)[\s,;:]+(?:от\s+)?(?=\d)", re.IGNORECASE
)
_NUMBERLIKE = re.compile(r"[^\W\d_]{0,4}[-\s]?\d[\d-]*")


def patient_row(cells: Cells) -> PatientRow | None:
    """A person; None without a name."""
    name = cells.name()
    if name is None:
        cells.note("name_missing", "full_name", fatal=True)
        return None
    birth_date = cells.birth_date()
    died_on = _death(cells, birth_date)
    deceased, notes = _departed(cells, died_on)
    consent, consent_on = _consent(cells)
    referrer, guardian = cells.text("referrer"), cells.text("guardian")
    return PatientRow(
        file_number=cells.key("file_number"),
        name=name,
        sex=cells.sex(),
        birth_date=birth_date,
        deceased=deceased,
        died_on=died_on,
        phones=cells.phones(),
        emails=_emails(cells),
        wechat=cells.value("wechat", read_wechat) or "",
        telegram=cells.value("telegram", read_telegram) or "",
        address=cells.text("address"),
        occupation=cells.text("occupation"),
        language=cells.value("language", read_language) or "",
        source=cells.text("source"),
        referrer=_somebody(cells, referrer),
        referrer_words=referrer,
        household=cells.key("household"),
        guardian=_guardian(cells, guardian),
        guardian_words=guardian,
        tags=_tags(cells),
        notes=notes,
        registered_on=cells.day("registered_on", past=True),
        consent=consent,
        consent_on=consent_on,
        branch=cells.text("branch"),
    )


def _departed(cells: Cells, died_on: date | None) -> tuple[bool, str]:
    """Whether they are dead, by what any cell says of it; and the notes, with what a mark beside the name adds."""
    deceased = bool(cells.answer("deceased", read_answer)) or died_on is not None
    mark, notes = cells.departed, cells.text("notes", "\n")
    if not deceased and (mark or says_departed(notes)):
        deceased = True
        cells.note("departed", "full_name" if mark else "notes", mark or notes)
    if any(map(str.isdigit, mark)):
        notes = "\n".join(filter(None, (notes, mark)))
    return deceased, notes


def _tags(cells: Cells) -> tuple[str, ...]:
    found = (part.strip()[:60] for text in cells.texts("tags") for part in _TAGS.split(text))
    return tuple(dict.fromkeys(tag for tag in found if tag and not tag.startswith(_NO_TAG)))


def _death(cells: Cells, birth_date: date | None) -> date | None:
    """The day of death; an impossible one, or one before the birth, refuses the row."""
    texts = cells.texts("death_date")
    if not texts:
        return None
    try:
        day, _ = cells.moment_of(texts[0])
    except Unreadable as wrong:
        cells.note(wrong.code, "death_date", texts[0], fatal=wrong.code in IMPOSSIBLE, **wrong.params)
        return None
    if day > cells.setting.today:
        cells.note("date_future", "death_date", texts[0], fatal=True)
    elif birth_date and day < birth_date:
        cells.note("death_before_birth", "death_date", texts[0], fatal=True)
    return day


def _consent(cells: Cells) -> tuple[bool | None, date | None]:
    """Whether there is a consent, and of which day; a date where yes or no is asked means yes."""
    on = cells.day("consent_on", past=True)
    written = _date_in(cells, "consent")
    if written:
        return True, on or written
    given = cells.answer("consent", read_answer)
    return (True if given is None and on else given), on


def _date_in(cells: Cells, field: str) -> date | None:
    texts = [_AGREED.sub("", text) for text in cells.texts(field) if len(text) >= 6]
    try:
        return cells.moment_of(texts[0])[0] if texts else None
    except Unreadable:
        return None


def _emails(cells: Cells) -> tuple[str, ...]:
    found = (cells.reading("emails", text, read_emails) or () for text in cells.texts("emails"))
    return tuple(dict.fromkeys(address for addresses in found for address in addresses))


def _guardian(cells: Cells, words: str) -> Who | None:
    phones = cells.phones("guardian_phone")
    somebody = _somebody(cells, words)
    if somebody is None:
        return Who(phones=phones) if phones else None
    return Who(somebody.file_number, somebody.name, somebody.phones or phones)


def _somebody(cells: Cells, words: str) -> Who | None:
    """Another person, as a phone number, a file number or a name tells who it is."""
    if not words:
        return None
    if _NUMBERLIKE.fullmatch(words) or words.startswith(("+", "(")):
        phones = tuple(phone for phone in read_phones(words, cells.setting.region) if phone.valid)
        return Who(phones=phones) if phones else Who(file_number=words)
    return Who(name=split_name(words))
