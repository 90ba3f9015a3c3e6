"""What the clinic does and what it costs: one service a line, with its code, name and price at both branches.

Prices are in whole yuan and tenge. Codes in Almaty follow the nomenclature of medical services (A16…).
"""

from typing import NamedTuple


class Service(NamedTuple):
    """A service: key, category (care.BuiltInCategory), minutes in the chair, per branch (code, name, price)."""

    key: str
    category: str
    minutes: int
    offers: dict[str, tuple[str, str, int]]


_TABLE = """
checkup|checkup|30|JC101|口腔检查与咨询|120|B01.065.001|Осмотр и консультация|6000
xray|checkup|0|JC102|数字化小牙片|40|A06.07.003|Прицельный снимок|3000
cbct|checkup|15|JC103|CBCT 三维影像|380|A06.07.013|Конусно-лучевая томография|18000
hygiene|hygiene|60|YF201|超声波洁治（全口）|480|A16.07.051|Профессиональная гигиена полости рта|24000
airflow|hygiene|15|YF202|喷砂抛光|180|A22.07.002|Чистка Air Flow|12000
filling|filling|45|CT301|树脂充填（单牙）|520|A16.07.002.010|Пломба из светового композита|28000
filling_deep|filling|60|CT302|深龋垫底充填|680|A16.07.002.011|Лечение глубокого кариеса|36000
root_open|endodontic|60|YS401|根管开髓封药|480|A16.07.030|Лечение каналов, первое посещение|32000
root_fill|endodontic|60|YS402|根管充填（热牙胶）|1180|A16.07.008|Пломбирование каналов гуттаперчей|46000
perio|periodontic|60|YZ501|龈下刮治（单区）|460|A16.07.039|Закрытый кюретаж, сегмент|30000
perio_keep|periodontic|45|YZ502|牙周维护|380|A22.07.001|Поддерживающая терапия пародонта|20000
extract|surgery|30|WK601|简单拔牙|380|A16.07.001.002|Удаление постоянного зуба|18000
wisdom|surgery|60|WK602|阻生智齿拔除|1280|A16.07.024|Удаление ретинированного зуба|48000
crown_prep|restoration|60|XF701|备牙取模|300|A16.07.004.000|Препарирование и оттиск|15000
crown|restoration|45|XF702|全瓷冠|3680|A16.07.004.003|Коронка цельнокерамическая|135000
veneer|restoration|90|XF703|瓷贴面|2980|A16.07.003|Винир керамический|150000
denture|restoration|60|XF704|活动义齿|4200|A16.07.035|Съёмный протез|160000
implant_talk|implant|45|ZZ801|种植方案设计|200|B01.067.001|Консультация имплантолога|8000
implant_place|implant|90|ZZ802|种植体植入|6800|A16.07.054|Установка имплантата|260000
implant_check|implant|30|ZZ803|种植复查拆线|120|B01.067.002|Контроль после имплантации|5000
implant_open|implant|45|ZZ804|种植二期手术|980|A16.07.054.001|Установка формирователя|32000
implant_crown|implant|45|ZZ805|种植牙冠|3600|A16.07.006|Коронка на имплантате|165000
braces_talk|orthodontic|45|ZJ901|正畸检查与方案|300|B01.063.001|Консультация ортодонта|10000
braces_metal|orthodontic|90|ZJ902|金属自锁矫治|12800|A16.07.048.001|Брекет-система металлическая|480000
braces_ceramic|orthodontic|90|ZJ903|陶瓷矫治|17800|A16.07.048.002|Брекет-система керамическая|640000
aligners|orthodontic|60|ZJ904|隐形矫治|24800|A16.07.048.003|Лечение элайнерами|920000
braces_visit|orthodontic|30|ZJ905|正畸复诊加力|150|B01.063.002|Активация брекет-системы|9000
braces_off|orthodontic|60|ZJ906|拆除矫治器与保持器|1200|A16.07.048.009|Снятие брекетов, ретейнер|45000
sealant|paediatric|30|ET111|窝沟封闭（单牙）|120|A16.07.057|Запечатывание фиссур|9000
fluoride|paediatric|15|ET112|涂氟|180|A11.07.012|Фторирование|7000
milk_filling|paediatric|45|ET113|乳牙充填|320|A16.07.002.001|Лечение молочного зуба|20000
milk_extract|paediatric|15|ET114|乳牙拔除|120|A16.07.001.001|Удаление молочного зуба|8000
whitening|whitening|90|MB121|冷光美白|1980|A16.07.050|Отбеливание клиническое|75000
night_guard|other|30|QT131|夜磨牙垫|880|A16.07.047|Каппа от бруксизма|38000
"""


def _read(line: str) -> Service:
    key, category, minutes, *offers = line.split("|")
    chinese, russian = offers[:3], offers[3:]
    return Service(
        key,
        category,
        int(minutes),
        {
            "binjiang": (chinese[0], chinese[1], int(chinese[2])),
            "almaty": (russian[0], russian[1], int(russian[2])),
        },
    )


SERVICES = {service.key: service for service in map(_read, _TABLE.strip().splitlines())}
