"""The marks with which clinics note beside a name that somebody has died."""

import re

_WORDS = (
    r"умер(?:ла|ший|шая)?|скончал(?:ся|ась)|қайтыс болған|已故|已死亡|死亡|已去世|去世|过世|過世|"
    r"verstorben|deceased|died|†|✝"
)
_SAID = rf"(?:{_WORDS})\s*(?P<when>[\d.\-/年月日 г]*)"
_BRACKETS = re.compile(rf"\s*[(（\[【]\s*{_SAID}\s*[)）\]】]", re.IGNORECASE)
_BEFORE = re.compile(r"^(?:[†✝]\s*|(?:умер(?:ла)?|已故|deceased)[\s:：]+)", re.IGNORECASE)
_BEHIND = re.compile(rf"[\s,\-–—](?:{_SAID})$|[†✝]$", re.IGNORECASE)
_ALONE = re.compile(rf"(?:пациент(?:ка)?\s+)?(?:{_WORDS})[.!。！]?", re.IGNORECASE)


def without_mark(name: str) -> tuple[str, str]:
    """The name alone, and the mark that stood beside it; an empty mark where there is none."""
    for shape in (_BRACKETS, _BEFORE, _BEHIND):
        if found := shape.search(name):
            rest = (name[: found.start()] + name[found.end() :]).strip()
            if rest:
                return rest, found[0].strip(" ,-–—()（）[]【】:：")
    return name, ""


def says_departed(words: str) -> bool:
    """Whether a remark says nothing but that somebody has died."""
    return bool(_ALONE.fullmatch(words.strip()))
