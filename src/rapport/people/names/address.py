"""How a name is shown: in a list, on an avatar."""

from rapport.people.names.folding import all_han, fold, is_cjk, is_cyrillic
from rapport.people.names.pinyin import romanised


def display_name(family: str, given: str, middle: str = "", full: str = "", language: str = "") -> str:
    """The name in the order of its script: 欧阳明, Иванова Мария Сергеевна, Helen Marsh.

    A Chinese name shown in another `language` is followed by its pinyin: 欧阳明 (Ouyang Ming). `full` stands
    in where the parts are unknown; "" only when there is no name at all.
    """
    parts = [part for part in _in_order(family, given, middle) if part]
    if not parts:
        return full.strip()
    if not _is_chinese(family + given):
        return " ".join(parts)
    name = " ".join(filter(None, (family.strip() + given.strip(), middle.strip())))
    return name if _speaks(language, "zh") or not language else f"{name} ({romanised(family, given)})"


def _in_order(family: str, given: str, middle: str) -> tuple[str, ...]:
    folded = fold(family or given)
    if folded and is_cyrillic(folded[0]):
        return (family.strip(), given.strip(), middle.strip())
    return (given.strip(), middle.strip(), family.strip())


def initials(family: str, given: str, full: str = "") -> str:
    """One or two signs for an avatar: a Chinese surname, else two letters in name order; "?" for none."""
    name = fold(family or given or full)
    if name and is_cjk(name[0]):
        return (family.strip() or given.strip() or full.strip())[: 2 if family.strip() else 1]
    letters = [part[0] for part in map(fold, _in_order(family, given, "")) if part]
    if not letters:
        letters = [word[0] for word in fold(full).split()]
    return "".join(letters[:2]).upper() or "?"


def _is_chinese(name: str) -> bool:
    return all_han("".join(name.split()))


def _speaks(language: str, code: str) -> bool:
    return language.lower().replace("_", "-").split("-")[0] == code
