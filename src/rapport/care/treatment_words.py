"""Words in the names of treatments, in Chinese, Russian and English, and the category they speak of.

The first line that fits counts, so what decides stands first: whitening before cleaning, an implant before
the crown on it, stone before tooth where something is removed. Russian and English words are beginnings of words.
"""

from rapport.care.categories import Category

CHILD = (
    "儿童|小儿|乳牙|幼儿|宝宝|少儿|детск|ребен|детям|детей|дети|молочн|child|children|paediatric|"
    "pediatric|primary tooth|primary teeth|deciduous|kids"
)

WORDS: tuple[tuple[Category, str], ...] = (
    (
        Category.CHECKUP,
        (
            "咨询|初诊|挂号|检查费|консультаци|осмотр|первичный прием|повторный прием|прием врача|"
            "прием стоматолог|consult|examination|exam|oral evaluation|evaluation|check up|checkup"
        ),
    ),
    (
        Category.CHECKUP,
        (
            "拍片|全景|牙片|曲面断层|cbct|x光|x线|小牙片|根尖片|рентген|ортопантомограм|оптг|клкт|снимок|"
            "снимк|радиовизиогр|томограф|диагностик|диагностическ|x ray|xray|radiograph|bitewing|panoram|"
            "periapical|cone beam|intraoral image"
        ),
    ),
    (Category.OTHER, "麻醉|анестез|седаци|наркоз|anesth|anaesth|sedation|nitrous"),
    (Category.WHITENING, "美白|漂白|冷光|отбелив|whiten|bleach"),
    (
        Category.IMPLANT,
        (
            "种植|植体|植牙|骨粉|上颌窦提升|基台|имплант|абатмент|абатмент|синус лифт|синуслифт|"
            "формировател|implant|abutment|sinus lift|all on"
        ),
    ),
    (
        Category.ORTHODONTIC,
        (
            "正畸|矫正|矫治|隐形牙套|牙套|托槽|保持器|隐适美|时代天使|брекет|ортодонт|элайнер|ретейнер|"
            "ретенер|исправление прикуса|коррекция прикуса|braces|bracket|orthodont|aligner|invisalign|"
            "retainer|archwire"
        ),
    ),
    (Category.PAEDIATRIC, CHILD),
    (
        Category.HYGIENE,
        (
            "洁治|洁牙|洗牙|超声波洁|喷砂|抛光|涂氟|窝沟封闭|封闭剂|氟化|口腔卫生|龈上|гигиен|профгигиен|"
            "чистк|зубного камня|зубных отложен|зубной камень|зубной налет|налет|air flow|airflow|"
            "эйр фло|фторир|фторлак|реминерализ|герметизаци|запечатывание фиссур|фиссур|профилактик|"
            "полировк|cleaning|prophy|prophylaxis|hygiene|fluoride|sealant|polish|tartar removal|"
            "plaque removal"
        ),
    ),
    (
        Category.PERIODONTIC,
        (
            "牙周|刮治|龈下|翻瓣|根面平整|牙龈|пародонт|кюретаж|лоскутн|гингив|десн|шинирован|вектор|"
            "perio|scaling|root planing|gingiv|curettage|debridement|deep clean|splint"
        ),
    ),
    (
        Category.ENDODONTIC,
        (
            "根管|牙髓|活髓|盖髓|开髓|杀神经|抽神经|去髓|канал|эндодонт|пульп|депульп|периодонтит|нерв|"
            "root canal|endodont|pulp|rct|canal"
        ),
    ),
    (
        Category.SURGERY,
        (
            "拔|智齿|阻生|翻瓣术|囊肿|系带|切开|缝合|根尖切除|切除|удалени|экстракци|зуба мудрости|"
            "резекци|вскрытие|шов|уздечк|хирург|цистэктоми|периостотоми|киста|extract|wisdom|surgery|"
            "surgical|incision|biopsy|frenectomy|apicoectomy|suture|removal of tooth|bone graft"
        ),
    ),
    (
        Category.RESTORATION,
        (
            "冠|贴面|嵌体|桥|义齿|假牙|全瓷|烤瓷|桩核|修复体|活动牙|镶牙|氧化锆|二氧化锆|铸造|修复|"
            "коронк|винир|протез|вкладк|мостовид|мост|люминир|цирконий|циркони|металлокерам|e max|штифт|"
            "бюгел|слепок|оттиск|crown|veneer|denture|bridge|pontic|onlay|inlay|zirconia|prosthe|"
            "post and core|restoration ceramic|e max"
        ),
    ),
    (
        Category.FILLING,
        (
            "补牙|充填|树脂|补|龋|填充|пломб|кариес|реставраци|восстановление зуба|композит|filling|"
            "composite|amalgam|caries|restoration|resin"
        ),
    ),
    (Category.CHECKUP, "检查|复查|复诊|初诊|прием|проверк|visit|recall|check"),
)
"""Category and the words that speak of it, in the order in which they count."""
