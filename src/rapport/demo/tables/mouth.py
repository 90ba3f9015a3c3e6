"""What is said about mouths: options of plans, findings, wishes, why people break off. By category or kind, then
language."""

# category → (share of the price, weeks, visits, language → name, material, expected result)
OPTIONS: dict[str, tuple[tuple[float, int, int, dict[str, tuple[str, str, str]]], ...]] = {
    "implant": (
        (
            1.0,
            20,
            5,
            {
                "zh-hans": ("国产植体", "国产钛植体，氧化锆冠", "恢复咀嚼，可用十年以上"),
                "ru": (
                    "Корейский имплантат",
                    "Титан, коронка из диоксида циркония",
                    "Жевание восстановлено, служит от 10 лет",
                ),
                "en": ("Korean implant", "Titanium, zirconia crown", "Chewing restored, lasts ten years and more"),
            },
        ),
        (
            1.45,
            16,
            5,
            {
                "zh-hans": ("进口植体", "瑞士钛锆植体，分层瓷冠", "愈合更快，牙龈线自然"),
                "ru": (
                    "Швейцарский имплантат",
                    "Титан-цирконий, послойная керамика",
                    "Заживает быстрее, естественный край десны",
                ),
                "en": ("Swiss implant", "Titanium-zirconium, layered ceramic", "Heals faster, natural gum line"),
            },
        ),
        (
            0.55,
            4,
            3,
            {
                "zh-hans": ("固定桥", "全瓷三单位桥", "不动手术，需磨相邻两颗牙"),
                "ru": ("Мост", "Керамика, три единицы", "Без операции, но обтачиваются два соседних зуба"),
                "en": ("Bridge", "All-ceramic, three units", "No surgery, but two neighbours are ground down"),
            },
        ),
    ),
    "orthodontic": (
        (
            1.0,
            78,
            20,
            {
                "zh-hans": ("金属自锁托槽", "金属", "排齐整平，咬合稳定"),
                "ru": ("Металлические брекеты", "Металл", "Ровный ряд, устойчивый прикус"),
                "en": ("Metal braces", "Metal", "Straight row, stable bite"),
            },
        ),
        (
            1.35,
            78,
            20,
            {
                "zh-hans": ("陶瓷托槽", "半透明陶瓷", "效果相同，戴着不显眼"),
                "ru": ("Керамические брекеты", "Полупрозрачная керамика", "Тот же результат, почти незаметны"),
                "en": ("Ceramic braces", "Translucent ceramic", "Same result, hardly seen"),
            },
        ),
        (
            1.7,
            70,
            12,
            {
                "zh-hans": ("隐形矫治器", "透明膜片", "可摘戴，复诊少，需每天戴 22 小时"),
                "ru": ("Элайнеры", "Прозрачные каппы", "Снимаются, визитов меньше, носить 22 часа в день"),
                "en": ("Aligners", "Clear trays", "Removable, fewer visits, worn 22 hours a day"),
            },
        ),
    ),
    "restoration": (
        (
            1.0,
            3,
            3,
            {
                "zh-hans": ("氧化锆全瓷冠", "整体氧化锆", "结实耐用，颜色接近"),
                "ru": ("Цельная керамика", "Монолитный диоксид циркония", "Прочно, цвет близок к своим зубам"),
                "en": ("Solid ceramic", "Monolithic zirconia", "Strong, colour close to your own"),
            },
        ),
        (
            1.4,
            4,
            4,
            {
                "zh-hans": ("分层瓷冠", "手工分层瓷", "透光自然，前牙更美观"),
                "ru": ("Послойная керамика", "Ручное нанесение", "Живой блеск, для передних зубов"),
                "en": ("Layered ceramic", "Layered by hand", "Lively translucency, for front teeth"),
            },
        ),
    ),
}

WISHES: dict[str, tuple[str, ...]] = {
    "zh-hans": (
        "想一次做好，不想再返工。",
        "价格合适就行，不要太显眼。",
        "最怕疼，希望次数少一点。",
        "孩子婚礼前要弄好。",
    ),
    "ru": (
        "Хочу один раз и надолго.",
        "Чтобы было не видно и недорого.",
        "Боюсь боли, чем меньше визитов, тем лучше.",
        "Нужно успеть до свадьбы дочери.",
    ),
    "en": (
        "Done once and done well.",
        "Something that does not show.",
        "As few visits as possible, please.",
        "It should be ready before the wedding.",
    ),
}

THOUGHTS: dict[str, tuple[str, ...]] = {
    "zh-hans": ("我回去和家里商量一下。", "让我想两周再说。", "等年终奖下来再决定。"),
    "ru": ("Мне надо посоветоваться дома.", "Дайте две недели подумать.", "Решу после зарплаты."),
    "en": ("Let me talk it over at home.", "Give me two weeks to think.", "I want to sleep on it."),
}

REFUSALS: dict[str, tuple[str, ...]] = {
    "zh-hans": ("太贵了", "暂时不想动", "朋友介绍了别家", "怕手术"),
    "ru": ("Дорого", "Пока не хочу", "Знакомый посоветовал другую клинику", "Боюсь операции"),
    "en": ("Too expensive", "Not now", "A friend knows another place", "Afraid of surgery"),
}

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
            "ru": ("Не рассчитывал на такую сумму", "Предложить рассрочку, только необходимое"),
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
            "ru": ("Долго ждал, никто не объяснил", "Извиниться, давать первое время"),
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
            "ru": ("Переехал в другой город", "Передать снимки, пригласить в отпуск"),
        },
    ),
    "health": (
        6,
        {
            "zh-hans": ("住院手术，先养身体", "三个月后问候，不谈治疗"),
            "ru": ("Лежал в больнице", "Через три месяца справиться о здоровье"),
        },
    ),
    "other": (
        7,
        {"zh-hans": ("没有说明", "一次问候，不追问"), "ru": ("Не объяснил", "Один звонок, не расспрашивать")},
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
