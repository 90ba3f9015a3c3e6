"""What people of the demo clinic said, joined, bought; why some left, and why a class was set by hand."""

# name of the event by language, days ago, online
EVENTS: tuple[tuple[dict[str, str], int, bool], ...] = (
    ({"zh-hans": "社区义诊", "ru": "День здоровой улыбки"}, 96, False),
    ({"zh-hans": "护牙讲座：种植以后", "ru": "Лекция: жизнь после имплантации"}, 45, False),
    ({"zh-hans": "线上直播：孩子换牙", "ru": "Эфир: как меняются зубы у детей"}, 19, True),
)

# what is sold at the desk and online, with its price in whole units
THINGS: dict[str, tuple[tuple[str, int], ...]] = {
    "zh-hans": (("电动牙刷", 399), ("冲牙器", 468), ("洁牙体验券", 99)),
    "ru": (("Электрическая щётка", 24_900), ("Ирригатор", 31_500), ("Купон на чистку", 9_900)),
}

SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "satisfied": {"zh-hans": ("讲得很清楚", "做完不疼"), "ru": ("Всё понятно объяснили", "Ничего не болит")},
    "fair": {"zh-hans": ("还可以，停车不方便",), "ru": ("Нормально, но негде поставить машину",)},
    "dissatisfied": {
        "zh-hans": ("等了四十分钟，没有人解释", "费用和一开始说的不一样"),
        "ru": ("Сорок минут ожидания, никто не объяснил", "Сумма не та, что называли"),
    },
}

LEFT: dict[str, tuple[str, ...]] = {
    "zh-hans": ("搬去上海了", "换到单位旁边的诊所"),
    "ru": ("Переехали в Астану", "Теперь лечится у дома"),
}

BY_HAND: dict[str, str] = {"zh-hans": "带了三位同事来，还没登记", "ru": "Приводит коллег, их ещё не записали"}
