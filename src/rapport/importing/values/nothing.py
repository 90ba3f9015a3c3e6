"""The words with which clinics say that there is nothing."""

from rapport.lib.folding import plain, simplified

_WORDS = (
    "无|没有|暂无|未填|未填写|未知|不详|空|不明|无记录|暂缺|未提供|/|\\|н/д|нд|нет данных|нет|"
    "не указано|не указан|не указана|отсутствует|отсутств.|неизвестно|неизв.|не заполнено|"
    "пусто|-|--|---|----|_|__|.|..|...|?|??|???|*|x|n/a|na|n.a.|#n/a|#н/д|null|none|nil|nan|"
    "nat|undefined|unknown|not known|not provided|empty|<null>|(null)|(none)|0000-00-00|"
    "0000-00-00 00:00:00|00.00.0000|00/00/0000|00-00-0000|0000/00/00|__.__.____|  .  .    |"
    "0001-01-01|0001-01-01 00:00:00|01.01.0001|01.01.0001 0:00:00|01.01.0001 00:00:00|1/1/0001|01/01/0001|"
    "1753-01-01|1753-01-01 00:00:00|30.12.1899|30.12.1899 0:00:00|1899-12-30|1899-12-30 00:00:00|"
    "жоқ|көрсетілмеген|белгісіз|#ref!|#value!|#div/0!|#name?|#num!|#знач!|#ссылка!|#имя?"
)
_NOTHING = frozenset(_WORDS.split("|"))
_FACTS = frozenset({"无", "没有", "нет", "жоқ", "none", "x", "未知"})
"""Words for nothing that are an answer where the question is yes or no."""


def is_nothing(text: str) -> bool:
    """Whether a cell stands for no value, in any column but those of yes and no."""
    if not text or text.isspace():
        return True
    if len(text) > 20:
        return False
    word = plain(text) if text.isascii() else simplified(plain(text))
    return not word or word.lower() in _NOTHING


def is_nothing_but_no(text: str) -> bool:
    """The same for a column of yes and no, where «нет» and 无 are an answer."""
    return is_nothing(text) and simplified(plain(text)).lower() not in _FACTS
