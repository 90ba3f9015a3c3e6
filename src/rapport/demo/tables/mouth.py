"""What is said about mouths: findings, why people break off. By kind, then language."""

# kind, urgencies with weights, teeth it is seen on, from which age on, language → words
FINDINGS: tuple[tuple[str, dict[str, int], str, int, dict[str, str]], ...] = (
    (
        "crack",
        {"watch": 4, "soon": 1},
        "16 17 26 27 36 46 47",
        30,
        {
            "zh-hans": "远中边缘隐裂，冷刺激不敏感",
            "ru": "Трещина эмали, на холод не реагирует",
            "en": "Hairline, no reaction to cold",
        },
    ),
    (
        "old_filling",
        {"watch": 3, "soon": 2},
        "16 26 36 37 46 47 15 25",
        20,
        {"zh-hans": "旧充填边缘着色", "ru": "Край пломбы потемнел", "en": "Edge discoloured"},
    ),
    (
        "caries",
        {"watch": 2, "soon": 5, "urgent": 1},
        "16 17 26 27 36 37 46 47 14 24 35",
        12,
        {"zh-hans": "邻面浅龋", "ru": "Кариес на контактной поверхности", "en": "Between the teeth, shallow"},
    ),
    (
        "missing",
        {"watch": 2, "soon": 3},
        "36 46 26 16 37 47",
        35,
        {"zh-hans": "缺失，邻牙开始倾斜", "ru": "Соседние зубы наклоняются", "en": "Neighbours begin to lean"},
    ),
    (
        "impacted",
        {"watch": 4, "soon": 2},
        "38 48 28 18",
        18,
        {
            "zh-hans": "水平阻生，暂无症状",
            "ru": "Лежит горизонтально, не беспокоит",
            "en": "Lies flat, no trouble so far",
        },
    ),
    (
        "gum",
        {"soon": 3, "urgent": 1},
        "40 30 16 26",
        32,
        {"zh-hans": "牙周袋 5 mm，探诊出血", "ru": "Карманы 5 мм, кровоточат", "en": "Pockets of 5 mm, bleeding"},
    ),
    (
        "root",
        {"soon": 2, "urgent": 3},
        "36 46 26 16 47",
        20,
        {
            "zh-hans": "叩痛，需拍片",
            "ru": "Боль при постукивании, нужен снимок",
            "en": "Tender to tapping, needs an X-ray",
        },
    ),
    (
        "wear",
        {"watch": 1},
        "01 02 13 23",
        35,
        {"zh-hans": "夜磨牙痕迹", "ru": "Стёртость от ночного скрежета", "en": "Worn by grinding at night"},
    ),
)
MILK_FINDINGS: tuple[tuple[str, dict[str, int], str, int, dict[str, str]], ...] = (
    (
        "caries",
        {"watch": 2, "soon": 4, "urgent": 1},
        "54 55 64 65 74 75 84 85",
        3,
        {"zh-hans": "乳磨牙邻面龋", "ru": "Кариес молочного моляра", "en": "Milk molar, between the teeth"},
    ),
    (
        "milk_tooth",
        {"watch": 3, "soon": 1},
        "53 63 73 83",
        9,
        {
            "zh-hans": "乳牙滞留，恒牙已萌",
            "ru": "Не выпал, а постоянный уже растёт",
            "en": "Stays while its successor comes",
        },
    ),
    (
        "bite",
        {"watch": 1},
        "00 01",
        6,
        {"zh-hans": "前牙反𬌗倾向，观察", "ru": "Склонность к обратному прикусу", "en": "Tends to an under-bite"},
    ),
)

# reason → weight, language → what they said, how to win them back
INTERRUPTIONS: dict[str, tuple[int, dict[str, tuple[str, str]]]] = {
    "price": (
        26,
        {
            "zh-hans": ("后面的费用超出预算", "提供分期，只谈必须做的"),
            "ru": ("Сумма оказалась больше, чем думали", "Предложить рассрочку, только необходимое"),
        },
    ),
    "pain": (
        14,
        {
            "zh-hans": ("上次做完疼了三天", "由林医生电话说明，下次先镇痛"),
            "ru": ("После прошлого раза болело три дня", "Врач звонит сам, обезболить заранее"),
        },
    ),
    "time": (
        20,
        {
            "zh-hans": ("工作太忙请不到假", "约晚间或周六，合并两次治疗"),
            "ru": ("Нет времени из-за работы", "Вечер или суббота, два этапа за раз"),
        },
    ),
    "service": (
        10,
        {
            "zh-hans": ("等太久，没人解释", "主管致歉，固定第一个号"),
            "ru": ("Долгое ожидание, никто не объяснил", "Извиниться, давать первое время"),
        },
    ),
    "distrust": (
        8,
        {
            "zh-hans": ("觉得效果不如说的", "免费复查，看前后照片"),
            "ru": ("Результат не тот, что обещали", "Бесплатный осмотр, показать снимки до и после"),
        },
    ),
    "moved": (
        9,
        {
            "zh-hans": ("搬到外地了", "介绍当地同行，资料转交"),
            "ru": ("Переезд в другой город", "Передать снимки, пригласить в отпуск"),
        },
    ),
    "health": (
        6,
        {
            "zh-hans": ("住院手术，先养身体", "三个月后问候，不谈治疗"),
            "ru": ("Лечение в больнице", "Через три месяца справиться о здоровье"),
        },
    ),
    "other": (
        7,
        {"zh-hans": ("没有说明", "一次问候，不追问"), "ru": ("Без объяснений", "Один звонок, не расспрашивать")},
    ),
}

# story → given name, how many visits ago it was found, place, kind, urgency, words
STORIES: dict[str, tuple[tuple[str, int, str, str, str, str], ...]] = {
    "implant, thinking": (
        ("建平", 1, "36", "missing", "soon", "缺失一年，邻牙开始倾斜"),
        ("建平", 1, "27", "crack", "watch", "远中边缘隐裂，冷刺激不敏感"),
        ("建平", 2, "46", "old_filling", "watch", "旧充填边缘着色，半年后复查"),
    ),
    "expatriate": (
        ("Helen", 1, "36", "missing", "soon", "Missing since 2024"),
        ("Helen", 4, "27", "crack", "watch", "Hairline, recheck in January"),
        ("Helen", 4, "46", "old_filling", "watch", "Edge discoloured"),
    ),
    "child without signature": (
        ("思源", 1, "75", "caries", "soon", "乳磨牙邻面龋，建议窝沟封闭时一起处理"),
        ("思源", 1, "63", "milk_tooth", "watch", "乳牙滞留，恒牙已萌"),
        ("敏", 1, "38", "impacted", "watch", "水平阻生，暂无症状"),
    ),
}
