"""What an SMS may not say: whoever holds the phone reads it on the locked screen (CAM-7, REC-11). Pure.

Diagnoses, treatments that tell of one, and tooth numbers. That somebody is invited to a check-up or a cleaning may
be said. Chinese words stand anywhere, Russian and English ones at the beginning of a word.
"""

from __future__ import annotations

import re

_CHINESE = (
    "龋|蛀牙|牙髓|根尖|根管|杀神经|牙周炎|牙周病|牙龈炎|智齿|阻生|拔牙|缺牙|种植|植牙|囊肿|肿瘤|癌|溃疡|感染|"
    "脓|炎症|乙肝|丙肝|艾滋|梅毒|糖尿病|怀孕|孕|焦虑|折裂|牙折|松动|磨牙症|颞下颌|义齿|假牙|诊断"
)
_WORDS = (
    "кариес|пульпит|периодонтит|пародонт|гингивит|кист[аеуы]|гранул[её]м|абсцесс|флюс|воспален|инфекц|"
    "опухол|онколог|рак(?=[аеу]?\b)|лейкоплак|стоматит|удалени|импланта|каналы|каналов|депульп|протез|коронк|бруксизм|"
    "гепатит|вич|сифилис|диабет|беременн|диагноз|"
    "caries|cavity|cavities|decay|pulpitis|root canal|abscess|periodont|gingivitis|gum disease|infect|inflam|"
    "extraction|implant|denture|crown|cyst|tumou?r|cancer|leukoplak|ulcer|bruxism|hepatitis|hiv|syphilis|"
    "diabet|pregnan|diagnos"
)
_TOOTH = (
    r"[1-8][1-8](?:\s?[-–]?\s?[а-я]{1,3})?\s+зуб|зуб\w{0,3}\s*(?:№\s*)?[1-8][1-8]\b|"
    r"(?:tooth|teeth)\s*(?:no\.?\s*|#)?[1-8][1-8]\b|[1-8][1-8]\s*号?牙|牙位\s*[1-8][1-8]"
)
_TELLING = re.compile(rf"{_CHINESE}|\b(?:{_WORDS})\w*|{_TOOTH}", re.IGNORECASE)


def tells_of_illness(text: str) -> str:
    """The first words of `text` that tell of an illness or its treatment; "" where there are none."""
    found = _TELLING.search(text)
    return found[0].strip() if found else ""
