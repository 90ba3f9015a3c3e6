"""What times are booked for: a line a service: its names, how long it takes, who gives it, what falls under it."""

from collections.abc import Sequence
from typing import NamedTuple


class Booked(NamedTuple):
    """`who`: the dentists of which kind give it (cast.SURGEON …), "" for all; minutes to make ready afterwards.

    `treatments` are keys of `tables.services`.
    """

    names: dict[str, str]
    category: str
    minutes: int
    buffer: int
    who: str
    online: bool
    treatments: tuple[str, ...]


_TABLE = """
口腔检查与咨询|Осмотр и консультация|Check-up and advice|checkup|30|0||online|checkup xray
检查与洁治|Осмотр и гигиена|Check-up and hygiene|checkup|90|0||online|
洁治|Гигиена полости рта|Hygiene|hygiene|60|0||online|hygiene airflow
补牙|Пломба|Filling|filling|45|10||online|filling filling_deep
根管治疗|Лечение каналов|Root canal|endodontic|60|15|||root_open root_fill
牙周治疗|Лечение дёсен|Gum treatment|periodontic|60|0||online|perio perio_keep
拔牙|Удаление зуба|Extraction|surgery|45|15|surgeon|online|extract wisdom
种植咨询|Консультация имплантолога|Implant consultation|implant|45|0|surgeon|online|implant_talk cbct
种植手术与复诊|Имплантация и контроль|Implant visit|implant|60|15|surgeon||implant_place implant_check implant_open implant_crown
牙冠与贴面|Коронки и виниры|Crowns and veneers|restoration|60|0|||crown_prep crown veneer denture
正畸咨询|Консультация ортодонта|Braces consultation|orthodontic|45|0|orthodontist|online|braces_talk
佩戴与拆除矫治器|Установка и снятие брекетов|Braces put on or taken off|orthodontic|90|0|orthodontist||braces_metal braces_ceramic aligners braces_off
正畸复诊|Коррекция брекетов|Braces visit|orthodontic|30|0|orthodontist|online|braces_visit
儿童口腔|Детский приём|Child visit|paediatric|30|0||online|sealant fluoride milk_filling milk_extract
冷光美白|Отбеливание|Whitening|whitening|90|0||online|whitening
夜磨牙垫|Каппа от бруксизма|Night guard|other|30|0|||night_guard
"""  # noqa: E501 - a line a service
CHECK_AND_HYGIENE = 1
# what stands on the door, by branch
CHAIRS = {"binjiang": "{number}号椅", "almaty": "Кабинет {number}"}


def _read(line: str) -> Booked:
    chinese, russian, english, category, minutes, buffer, who, online, treatments = line.split("|")
    names = {"zh-hans": chinese, "ru": russian, "en": english}
    return Booked(names, category, int(minutes), int(buffer), who, bool(online), tuple(treatments.split()))


BOOKED = [_read(line) for line in _TABLE.strip().splitlines()]
_BY_TREATMENT = {key: place for place, booked in enumerate(BOOKED) for key in booked.treatments}


def booked_as(treatments: Sequence[str]) -> int:
    """Which of BOOKED a time for these is kept under: what comes first says it."""
    if "hygiene" in treatments[1:]:
        return CHECK_AND_HYGIENE
    return _BY_TREATMENT[treatments[0]]
