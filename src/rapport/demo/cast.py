"""The house: its branches, the people who work there, where clients come from."""

from datetime import time

from rapport.demo.shapes import DemoBranch, DemoPrice, DemoSource, DemoStaff
from rapport.demo.tables.services import SERVICES

NAME = "青禾口腔 · Qinghe Dental"

BRANCHES = {
    "binjiang": DemoBranch(
        "binjiang",
        "青禾口腔 滨江院",
        "杭州市滨江区江南大道 1088 号",
        "Asia/Shanghai",
        "CN",
        "CNY",
        "zh-hans",
        time(8, 30),
        time(18, 30),
        "1234567",
        "+8657155501234",
    ),
    "almaty": DemoBranch(
        "almaty",
        "Цинхэ Дентал Алматы",
        "Алматы, ул. Тимирязева, 42",
        "Asia/Almaty",
        "KZ",
        "KZT",
        "ru",
        time(9),
        time(19),
        "1234567",
        "+77273550123",
    ),
}

# username, name, language, role at the Hangzhou branch, role at the Almaty branch
_STAFF = """
gu|顾青禾|zh-hans|owner|owner
xu|许文静|zh-hans|administrator|
song|宋佳|zh-hans|customer_service|
tang|汤敏|zh-hans|consultant|
lin|林岚|zh-hans|dentist|
chen|陈牧|zh-hans|dentist|
zhao|赵启明|zh-hans|dentist|
yu|余晓彤|zh-hans|marketer|
zhanna|Жанна Есенова|ru||administrator
belova|Ольга Белова|ru||customer_service
priya|Priya Nair|en||consultant
astakhov|Игорь Астахов|ru||dentist
kim|Роман Ким|ru||dentist
suleimenova|Динара Сулейменова|ru||dentist
timur|Тимур Касымов|ru||marketer
auditor|Marta Lindholm|en|auditor|auditor
"""


def _member(line: str) -> DemoStaff:
    username, name, language, *roles = line.split("|")
    held = {key: role for key, role in zip(BRANCHES, roles, strict=True) if role}
    return DemoStaff(username, name, language, held)


STAFF = {member.username: member for member in map(_member, _STAFF.strip().splitlines())}

# For each branch its dentists: who does surgery, who braces and children, who the rest; and how long people
# wait for each of them on average, in minutes.
SURGEON = {"binjiang": "lin", "almaty": "astakhov"}
ORTHODONTIST = {"binjiang": "chen", "almaty": "kim"}
GENERAL = {"binjiang": "zhao", "almaty": "suleimenova"}
WAITING = {"lin": 6, "chen": 9, "zhao": 16, "astakhov": 7, "kim": 8, "suleimenova": 12}

OWNER = "gu"
DESK = {"binjiang": "xu", "almaty": "zhanna"}
CARE = {"binjiang": "song", "almaty": "belova"}

SOURCES = {
    "binjiang": [
        DemoSource("大众点评", "search"),
        DemoSource("小红书", "online"),
        DemoSource("公众号", "online"),
        DemoSource("社区义诊", "event"),
        DemoSource("朋友介绍", "referral"),
        DemoSource("路过", "walk_in"),
        DemoSource("老客户回流", "former"),
    ],
    "almaty": [
        DemoSource("2ГИС", "search"),
        DemoSource("Instagram", "online"),
        DemoSource("День здоровой улыбки", "event"),
        DemoSource("По рекомендации", "referral"),
        DemoSource("Шёл мимо", "walk_in"),
        DemoSource("Вернулся сам", "former"),
    ],
}
SOURCE_WEIGHTS = (("search", 30), ("online", 13), ("event", 8), ("referral", 24), ("walk_in", 16), ("former", 3))


def dentists(branch: str) -> tuple[str, str, str]:
    return SURGEON[branch], ORTHODONTIST[branch], GENERAL[branch]


def source(branch: str, kind: str) -> str:
    """What the branch calls its first source of a kind."""
    return next(place.name for place in SOURCES[branch] if place.kind == kind)


def price_lists() -> list[DemoPrice]:
    """One price list a branch, in minor units."""
    return [
        DemoPrice(branch, code, name, service.category, price * 100)
        for branch in BRANCHES
        for service in SERVICES.values()
        for code, name, price in [service.offers[branch]]
    ]
