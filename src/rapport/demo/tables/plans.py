"""What is said about plans: options, wishes, reasons to think or refuse. By category, then language."""

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
