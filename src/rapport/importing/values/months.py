"""The names of the months in Russian and English, as they are declined and cut short."""

_NAMES = (
    "january jan январь января янв қаңтар",
    "february feb февраль февраля фев февр",
    "march mar март марта мар",
    "april apr апрель апреля апр",
    "may май мая",
    "june jun июнь июня июн",
    "july jul июль июля июл",
    "august aug август августа авг",
    "september sep sept сентябрь сентября сен сент",
    "october oct октябрь октября окт",
    "november nov ноябрь ноября ноя нояб",
    "december dec декабрь декабря дек",
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
