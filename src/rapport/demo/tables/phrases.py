"""What people complain of and what the staff write, by language."""

# by category of the first service, and by category and "again" for the later steps of a course
COMPLAINTS = {
    "zh-hans": {
        "checkup": ["定期检查", "想做一次全面检查", "单位体检建议复查", "牙龈偶尔出血"],
        "hygiene": ["半年洁治", "牙结石多，想洗牙", "刷牙出血"],
        "filling": ["吃甜的酸痛", "牙上有黑洞", "补的牙掉了", "冷水刺激痛"],
        "endodontic": ["夜里牙痛睡不着", "咬东西痛三天", "右下后牙肿痛"],
        "periodontic": ["牙龈肿", "牙齿松动", "牙周维护复诊"],
        "surgery": ["智齿反复发炎", "残根要拔", "智齿顶着邻牙"],
        "restoration": ["冠掉了", "前牙有缝影响美观", "做完根管来做牙冠"],
        "implant": ["缺牙半年，想种牙", "下后牙缺失，咬不动"],
        "implant again": ["种植复诊", "按计划复诊"],
        "orthodontic": ["牙齿不齐", "下巴后缩，想咨询"],
        "orthodontic again": ["正畸复诊", "弓丝扎嘴，一并复诊"],
        "paediatric": ["孩子乳牙有黑点", "六龄齿做封闭", "孩子牙痛", "半年涂氟"],
        "whitening": ["结婚前想美白", "茶渍重"],
        "other": ["夜里磨牙", "颞颌关节弹响"],
    },
    "ru": {
        "checkup": ["Плановый осмотр", "Давно не было осмотра", "Иногда кровоточат дёсны", "Второе мнение"],
        "hygiene": ["Профилактическая чистка", "Налёт от кофе", "Кровоточат дёсны при чистке"],
        "filling": ["Реагирует на сладкое", "Выпала пломба", "Скололся зуб", "Больно от холодного"],
        "endodontic": ["Острая боль ночью", "Больно накусывать", "Отёк справа внизу"],
        "periodontic": ["Отёк дёсен", "Подвижность зуба", "Контроль пародонта"],
        "surgery": ["Воспалилась восьмёрка", "Удалить корень", "Направление от ортодонта"],
        "restoration": ["Слетела коронка", "Коронка после лечения каналов", "Не нравится вид передних зубов"],
        "implant": ["Нет жевательного зуба", "Хочу имплант вместо моста"],
        "implant again": ["Контроль имплантата", "По плану лечения"],
        "orthodontic": ["Неровные зубы", "Скученность внизу"],
        "orthodontic again": ["Активация брекетов", "Отклеился брекет"],
        "paediatric": ["Кариес на молочном зубе", "Фторирование", "Запечатать шестёрки", "Болит зуб у ребёнка"],
        "whitening": ["Хочет посветлее к свадьбе", "Потемнели от чая"],
        "other": ["Скрипит зубами ночью", "Щёлкает сустав"],
    },
}
COMPLAINTS["en"] = {
    "checkup": ["Routine check-up", "Second opinion"],
    "hygiene": ["Cleaning"],
    "filling": ["Sensitive to cold", "Lost a filling"],
    "endodontic": ["Toothache at night"],
    "periodontic": ["Bleeding gums"],
    "surgery": ["Wisdom tooth"],
    "restoration": ["Old crown came off"],
    "implant": ["Missing tooth"],
    "orthodontic": ["Crooked lower teeth"],
    "implant again": ["Implant, next step"],
    "orthodontic again": ["Braces, next visit"],
    "paediatric": ["Child's check-up"],
    "whitening": ["Would like whiter teeth"],
    "other": ["Grinds at night"],
}
COMPLAINTS["kk"] = COMPLAINTS["ru"]

NOTES = {
    "zh-hans": [
        "打麻药紧张，慢一点推。",
        "只能周末来，工作日不要打电话。",
        "对价格敏感，先讲材料区别再报价。",
        "对青霉素过敏，已在病历首页标注。",
        "喜欢提前十分钟到，安排靠窗座位。",
        "家里老人也想来看牙，下次给家庭卡资料。",
        "微信联系最快，电话常不接。",
        "上次等得有点久，这次准时接诊。",
        "孩子怕吸唾管的声音，先让他自己拿着玩。",
        "问过隐形矫治，暂时没决定，不催。",
    ],
    "ru": [
        "Боится анестезии, просит предупреждать о каждом шаге.",
        "Удобно только после 18:00.",
        "Сравнивает цены, любит, когда план на бумаге.",
        "Аллергия на лидокаин: использовать мепивакаин.",
        "Звонить нельзя, только сообщение.",
        "Интересуется элайнерами, решит осенью.",
        "В прошлый раз ожидание было двадцать минут, извинились.",
        "Просит чек для возврата по страховке.",
        "Приводит маму, нужен кабинет на первом этаже.",
        "Отвечает на казахском, понимает русский.",
    ],
    "en": [
        "Prefers English; written estimates by e-mail.",
        "Travels a lot: book two weeks ahead.",
        "Asked for the implant brand and its papers.",
        "Very punctual, please do not keep waiting.",
        "Insurance needs an itemised invoice.",
    ],
}
NOTES["kk"] = NOTES["ru"]

OWN_TAGS = ["怕疼", "价格敏感", "带孩子", "English speaker", "боится боли", "только вечером", "страховка"]
