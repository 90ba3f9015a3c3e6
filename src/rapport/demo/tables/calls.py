"""What is said on the phone at the demo clinic."""

# where clients of a branch live beside its own town
ZONES = {
    "binjiang": ("Asia/Urumqi", "Asia/Tokyo", "Europe/London", "America/Los_Angeles", "Australia/Sydney"),
    "almaty": ("Asia/Vladivostok", "Asia/Novosibirsk", "Europe/Moscow", "Asia/Omsk", "Asia/Yakutsk"),
}
OUTCOMES = (
    ("booked", 26),
    ("no_answer", 34),
    ("refused", 16),
    ("call_back", 12),
    ("thinking", 7),
    ("complaint", 3),
    ("wrong_number", 2),
)
AWAY = (("prices", 34), ("one_service", 26), ("moved", 20), ("other", 14), ("rude", 6))
NOTES = {
    "zh-hans": {
        "booked": ("周末上午来", "想约原来的医生", "顺便带孩子检查"),
        "refused": ("暂时不考虑", "已经在公司附近看了", "不方便，不用再打"),
        "call_back": ("在开会，晚点再说", "在开车", "要先看一下排班"),
        "thinking": ("要跟家里商量", "年底再决定"),
        "complaint": ("上次等了快一个小时",),
        "wrong_number": ("号码不是本人",),
    },
    "ru": {
        "booked": ("удобно в субботу утром", "к своему врачу", "придёт с дочерью"),
        "refused": ("пока не планирует", "лечится рядом с работой", "неинтересно"),
        "call_back": ("на совещании", "за рулём", "сверится с графиком"),
        "thinking": ("посоветуется дома", "решит после отпуска"),
        "complaint": ("в прошлый раз ожидание почти час",),
        "wrong_number": ("номер у другого человека",),
    },
}
PRAISE = {
    "zh-hans": ("不疼，医生讲得清楚", "约好就能看，不用等", "价格事先说明白", "孩子喜欢这里的医生"),
    "ru": ("не больно и всё объясняют", "принимают вовремя", "цена известна заранее", "врач помнит меня"),
}
