"""What is done for people, step by step, and the habits by which they come."""

from dataclasses import dataclass, field

# name → steps (days since the one before, services). The first step of a course with a plan is the talk about it.
COURSES: dict[str, tuple[tuple[int, str], ...]] = {
    "checkup": ((0, "checkup"),),
    "care": ((0, "checkup hygiene"),),
    "care_air": ((0, "checkup hygiene airflow"),),
    "filling": ((0, "filling xray"),),
    "deep": ((0, "filling_deep xray"),),
    "root": ((0, "root_open xray"), (9, "root_fill xray")),
    "root_crown": ((0, "root_open xray"), (9, "root_fill xray"), (21, "crown_prep"), (12, "crown")),
    "crown": ((0, "checkup xray"), (10, "crown_prep"), (12, "crown")),
    "perio": ((0, "perio"), (10, "perio"), (90, "perio_keep")),
    "extract": ((0, "extract xray"),),
    "wisdom": ((0, "wisdom cbct"),),
    "implant": (
        (0, "implant_talk cbct"), (16, "implant_place"), (10, "implant_check"), (105, "implant_open"),
        (21, "implant_crown"),
    ),
    "braces": ((0, "braces_talk cbct"), (16, "braces_metal"), *[(35, "braces_visit")] * 17, (35, "braces_off")),
    "braces_fine": (
        (0, "braces_talk cbct"), (16, "braces_ceramic"), *[(35, "braces_visit")] * 17, (35, "braces_off"),
    ),
    "aligners": ((0, "braces_talk cbct"), (30, "aligners"), *[(60, "braces_visit")] * 9, (60, "braces_off")),
    "veneers": ((0, "checkup"), (12, "crown_prep"), (14, "veneer")),
    "denture": ((0, "checkup"), (7, "crown_prep"), (16, "denture")),
    "whitening": ((0, "whitening"),),
    "guard": ((0, "checkup"), (10, "night_guard")),
    "sealant": ((0, "checkup sealant"),),
    "fluoride": ((0, "checkup fluoride"),),
    "milk": ((0, "milk_filling"),),
    "milk_out": ((0, "milk_extract"),),
}  # fmt: skip

# courses that a plan is laid before a person for, with the titles it bears
PLANNED = {
    "implant": {"zh-hans": "种植修复", "ru": "Имплантация с коронкой", "en": "Implant with crown"},
    "braces": {"zh-hans": "金属自锁矫治", "ru": "Брекет-система", "en": "Braces"},
    "braces_fine": {"zh-hans": "陶瓷矫治", "ru": "Керамические брекеты", "en": "Ceramic braces"},
    "aligners": {"zh-hans": "隐形矫治", "ru": "Лечение элайнерами", "en": "Aligners"},
    "veneers": {"zh-hans": "前牙瓷贴面", "ru": "Виниры на передние зубы", "en": "Veneers"},
    "crown": {"zh-hans": "全瓷冠修复", "ru": "Цельнокерамическая коронка", "en": "All-ceramic crown"},
    "denture": {"zh-hans": "活动义齿", "ru": "Съёмный протез", "en": "Denture"},
}

# service → how many at a time, with weights
QUANTITIES = {
    "implant_place": ((1, 72), (2, 20), (3, 5), (4, 3)),
    "veneer": ((2, 30), (4, 40), (6, 20), (8, 10)),
    "crown": ((1, 75), (2, 20), (3, 5)),
    "filling": ((1, 75), (2, 25)),
    "sealant": ((1, 20), (2, 50), (4, 30)),
    "perio": ((1, 50), (2, 50)),
}


@dataclass(frozen=True)
class Habit:
    """How a kind of person comes: first and later for what, after how many days, how soon they stay away."""

    name: str
    share: int
    first: dict[str, int]
    later: dict[str, int] = field(default_factory=dict)
    gap: tuple[int, int] = (150, 260)
    stops: float = 0.1  # after each course


HABITS = (
    Habit(
        "regular",
        35,
        {"care": 6, "filling": 2, "checkup": 2},
        {"care": 50, "care_air": 12, "filling": 16, "root_crown": 4, "crown": 4, "perio": 5, "whitening": 2,
         "guard": 2, "implant": 2},
        (140, 215), 0.05,
    ),
    Habit(
        "in pain", 28,
        {"filling": 4, "deep": 3, "root": 3, "extract": 2, "wisdom": 2},
        {"filling": 5, "root": 3, "root_crown": 1, "care": 2, "extract": 1},
        (60, 400), 0.32,
    ),
    Habit("implant", 6, {"implant": 1}, {"care": 6, "implant": 2, "crown": 1, "perio": 1}, (120, 240), 0.22),
    Habit(
        "braces", 5, {"braces": 4, "braces_fine": 3, "aligners": 3}, {"care": 5, "whitening": 1},
        gap=(180, 260), stops=0.3,
    ),
    Habit("looks", 4, {"veneers": 3, "whitening": 4}, {"care": 4, "whitening": 2, "veneers": 1}, (200, 380), 0.3),
    Habit("gums", 5, {"perio": 1}, {"perio": 2, "care": 3, "denture": 1, "extract": 1}, (90, 160), 0.15),
    Habit("once", 12, {"care": 4, "checkup": 5, "extract": 1, "wisdom": 1, "filling": 2}, {}, (1, 2), 1.0),
    Habit("prospect", 8, {}),
)  # fmt: skip
CHILD = Habit(
    "child", 0,
    {"fluoride": 3, "sealant": 3, "milk": 4, "milk_out": 1},
    {"fluoride": 6, "sealant": 2, "milk": 3, "milk_out": 2},
    (120, 220), 0.14,
)  # fmt: skip
TEENAGER = Habit(
    "teenager",
    0,
    {"braces": 5, "braces_fine": 2, "filling": 3, "sealant": 2},
    {"care": 3, "filling": 2},
    (150, 260),
    0.25,
)
