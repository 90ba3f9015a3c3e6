"""What a message calls a person, and how a list names them, by the custom of each language (REC-1)."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from rapport.lib import clock
from rapport.people.names.address import display_name
from rapport.people.names.folding import all_han, fold, is_cyrillic
from rapport.people.names.latin import romanised as in_latin
from rapport.people.names.pinyin import romanised
from rapport.people.names.splitting import NameParts, split

CHILD_UNDER = 14  # years of age below which nobody is a Ms, a Mr or called by patronymic

_ZH = {"female": "{name}女士", "male": "{name}先生"}
_EN = {"female": "Ms {name}", "male": "Mr {name}"}


class Named(Protocol):
    """What of a person's record their name is told by."""

    full_name: str
    family_name: str
    given_name: str
    middle_name: str
    sex: str
    birth_date: date | None

    def age_on(self, day: date) -> int | None: ...


def shown_name(patient: Named, language: str) -> str:
    """The name as a list in `language` shows it: 周雅琴, Халилова Марина Сергеевна, Helen Marsh.

    The order follows the script; a Chinese name is followed by its pinyin where Chinese is not read.
    """
    return display_name(*_parts(patient), patient.full_name, language)


def greeting(patient: Named, language: str, *, on: date | None = None) -> str:
    """What a message in `language` calls a person: 欧阳先生, «Марина Сергеевна», Ms Marsh.

    A child (`on` that day, today by default) is called by the given name. Where sex or part of the name is
    unknown, the name as far as it is known, so that nobody gets a wrong title; "" when there is no name at all.
    """
    parts = _parts(patient)
    age = patient.age_on(on or clock.now().date())
    child = age is not None and age < CHILD_UNDER
    speak = {"zh": _in_chinese, "ru": _in_russian}.get(
        language.lower().replace("_", "-").split("-")[0], _in_english
    )
    return speak(parts, "" if child else patient.sex, child) or patient.full_name.strip()


def first_name(patient: Named) -> str:
    """The given name as far as it is known, else the whole: Алиса of Халилова Алиса. A Chinese one of a single
    character never stands alone: 李勇."""
    return _called(_parts(patient)) or patient.full_name.strip()


def _called(name: NameParts) -> str:
    alone = len(name.given) == 1 and _is_chinese(name)
    return display_name(name.family, name.given) if alone else name.given


def _parts(patient: Named) -> NameParts:
    parts = NameParts(patient.family_name.strip(), patient.given_name.strip(), patient.middle_name.strip())
    return parts if any(parts) else split(patient.full_name)


def _in_chinese(name: NameParts, sex: str, child: bool) -> str:
    """欧阳先生, 小明小朋友; who is not Chinese by the full name: Helen Marsh女士."""
    if child:
        return f"{_called(name)}小朋友" if name.given else ""
    whole = display_name(name.family, name.given)
    if _is_chinese(name) and name.family and sex in _ZH:
        return _ZH[sex].format(name=name.family)
    if _is_chinese(name):
        return whole if name.given else ""
    return _ZH.get(sex, "{name}").format(name=whole) if whole else ""


def _in_russian(name: NameParts, _sex: str, child: bool) -> str:
    """Марина Сергеевна; a child and who has no patronymic Марина; a foreigner by the full name."""
    if _is_chinese(name):
        return romanised(name.family, name.given)
    if not _is_cyrillic(name):
        return name.given if child else display_name(name.family, name.given)
    if not name.given or _is_initial(name.given):
        return display_name(*name)
    patronymic = "" if child or _is_initial(name.middle) else name.middle
    return " ".join(filter(None, (name.given, patronymic)))


def _in_english(name: NameParts, sex: str, child: bool) -> str:
    """Ms Marsh; a child Helen; the full name where no title is known. Other scripts in Latin letters."""
    if _is_chinese(name):
        family, given, whole = romanised(name.family, ""), romanised("", name.given), romanised(*name[:2])
    else:
        family, given = in_latin(name.family), in_latin(name.given)
        whole = " ".join(filter(None, (given, family)))
    if child:
        return given or whole
    return _EN[sex].format(name=family) if family and sex in _EN else whole


def _is_chinese(name: NameParts) -> bool:
    return all_han("".join((name.family + name.given).split()))


def _is_cyrillic(name: NameParts) -> bool:
    return is_cyrillic(fold(name.given or name.family)[:1] or "-")


def _is_initial(part: str) -> bool:
    return len(part.rstrip(".")) == 1
