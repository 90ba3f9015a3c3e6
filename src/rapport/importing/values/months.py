"""The names of the months in Russian, Kazakh and English, as they are declined and cut short."""

_NAMES = (
    "january jan январь января янв қаңтар",
    "february feb февраль февраля фев февр ақпан",
    "march mar март марта мар наурыз",
    "april apr апрель апреля апр сәуір",
    "may май мая мамыр",
    "june jun июнь июня июн маусым",
    "july jul июль июля июл шілде",
    "august aug август августа авг тамыз",
    "september sep sept сентябрь сентября сен сент қыркүйек",
    "october oct октябрь октября окт қазан",
    "november nov ноябрь ноября ноя нояб қараша",
    "december dec декабрь декабря дек желтоқсан",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}

_DIGITS = "〇一二三四五六七八九"
HAN_NUMBERS = {
    **{_DIGITS[n]: n for n in range(10)},
    "零": 0,
    "十": 10,
    **{"十" + _DIGITS[n]: 10 + n for n in range(1, 10)},
    **{"二十" + (_DIGITS[n] if n else ""): 20 + n for n in range(10)},
    "三十": 30,
    "三十一": 31,
}
"""Numbers of months and days written out (三月十五日)."""
HAN_DIGITS = {**{_DIGITS[n]: str(n) for n in range(10)}, "零": "0", "○": "0"}
