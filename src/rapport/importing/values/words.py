"""Words with a fixed meaning in a cell (sex, yes and no, states, languages), in the languages of the headings."""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from rapport.lib.folding import folded, without_brackets
from rapport.lib.unreadable import Unreadable

Meaning = TypeVar("Meaning")


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class Status(StrEnum):
    """What became of an appointment."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DONE = "done"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Method(StrEnum):
    """How a payment was made."""

    CASH = "cash"
    CARD = "card"
    TRANSFER = "transfer"
    WALLET = "wallet"
    INSURANCE = "insurance"
    OTHER = "other"


def _table(words: Mapping[Meaning, str]) -> dict[str, Meaning]:
    return {folded(word): meaning for meaning, line in words.items() for word in line.split("|")}


SEXES = _table(
    {
        Sex.MALE: (
            "男|男性|男士|男孩|先生|м|муж|муж.|мужской|мужчина|мальчик|m|male|man|boy|мужск|ер|еркек|ер бала|ұл"
        ),
        Sex.FEMALE: (
            "女|女性|女士|女孩|小姐|太太|ж|жен|жен.|женский|женщина|девочка|f|w|female|woman|girl|женск|"
            "әйел|қыз|қыз бала"
        ),
    }
)
ANSWERS = _table(
    {
        True: (
            "是|有|已|已签|已签署|同意|已同意|y|yes|true|t|1|да|д|есть|имеется|подписано|подписан|"
            "согласен|согласна|получено|√|✓|✔|v|+|已故|死亡|去世|умер|умерла|deceased|dead|signed|given|"
            "granted|agreed|1.0|истина|対|иә|бар|келісті"
        ),
        False: (
            "否|无|没有|未|未签|未签署|不同意|拒绝|n|no|false|f|0|нет|н|не подписано|отказ|отказался|"
            "отказалась|не согласен|не согласна|отсутствует|×|✗|-|none|not signed|refused|declined|"
            "withdrawn|0.0|жив|жива|alive|ложь|在世|健在|отозвано|жоқ"
        ),
    }
)
ANSWERS |= {
    "√": True,
    "✓": True,
    "✔": True,
    "+": True,
    "☑": True,
    "×": False,
    "✗": False,
    "✘": False,
    "-": False,
    "☐": False,
}
ANSWERS.pop("", None)
LANGUAGES = _table(
    {
        "zh": "中文|汉语|普通话|国语|粤语|zh|zh cn|zh hans|chinese|mandarin|китайский|кит",
        "ru": "俄语|俄文|ru|rus|russian|русский|рус",
        "en": "英语|英文|en|eng|english|английский|англ",
    }
)
STATUSES = _table(
    {
        Status.BOOKED: (
            "已预约|预约|待确认|未确认|待就诊|待诊|预约成功|新预约|已登记|待到诊|записан|записана|запись|"
            "запланирован|запланировано|запланирована|не подтвержден|не подтверждена|ожидается|"
            "предварительная запись|новая|новый|создан|создана|scheduled|booked|planned|pending|"
            "unconfirmed|not confirmed|new|open|upcoming|reserved|proposed|rescheduled to|жазылды|жазылған"
        ),
        Status.CONFIRMED: (
            "已确认|确认|已确定|客户已确认|подтвержден|подтверждена|подтверждено|подтвердил|подтвердила|"
            "confirmed|accepted|fixed appt confirmed"
        ),
        Status.ARRIVED: (
            "已签到|签到|已到|到诊|已到诊|到店|已到店|已挂号|候诊|候诊中|就诊中|治疗中|пришел|пришла|"
            "прибыл|прибыла|ожидает|в клинике|на приеме|в кресле|принимается|arrived|checked in|check in|"
            "here|in office|waiting|in chair|in treatment|in progress|in operatory"
        ),
        Status.DONE: (
            "已完成|完成|已就诊|已结束|结束|已治疗|已离开|已诊|已收费|已结账|已来|принят|принята|"
            "завершен|завершена|завершено|выполнен|выполнена|выполнено|состоялся|состоялась|был|была|"
            "оказан|оказано|оказана|посетил|посетила|явился|явилась|явка|закрыт|закрыта|прием окончен|"
            "вылечен|attended|done|completed|complete|finished|fulfilled|seen|closed|checked out|show|"
            "showed|kept|present|келді|қабылданды|аяқталды"
        ),
        Status.NO_SHOW: (
            "未到|未到店|爽约|失约|未到诊|未来|未就诊|没来|逾期未到|过期未到|未履约|缺席|не пришел|не пришла|"
            "неявка|н я|не явился|не явилась|не явка|не прибыл|не прибыла|пропустил|пропустила|пропуск|"
            "пропущен|пропущено|не был|не была|no show|noshow|no showed|did not attend|dna|missed|"
            "missed appointment|failed|broken|absent|not attended|did not show|didn t show|didn t attend|"
            "fta|failed to attend|не состоялся|не состоялась|келмеді|келген жоқ"
        ),
        Status.CANCELLED: (
            "取消|已取消|改期|已改期|客户取消|患者取消|医生取消|诊所取消|已作废|作废|已退|改约|已改约|отмена|отменен|"
            "отменена|отменено|отменил|отменила|отказ|отказался|отказалась|отменен пациентом|"
            "отменен клиникой|отмена пациентом|отмена клиникой|перенос|перенесен|перенесена|перенесено|"
            "аннулирован|удален|удалена|cancelled|canceled|cancel|cancelled by patient|"
            "canceled by patient|cancelled by clinic|cancelled by practice|rescheduled|deleted|withdrawn|"
            "revoked|void|voided|бас тартты|болдырылмады|тоқтатылды"
        ),
        Status.UNKNOWN: "未知|不详|неизвестно|неизвестен|unknown|other|не указан|не указано",
    }
)
METHODS = _table(
    {
        Method.CASH: "现金|наличные|нал|наличка|наличными|касса|cash|қолма қол|қолма қол ақша",
        Method.CARD: (
            "刷卡|银行卡|信用卡|储蓄卡|pos|pos机|карта|картой|банковская карта|банковской картой|"
            "безналичные|безнал|эквайринг|терминал|visa|mastercard|мир|card|credit card|debit card|"
            "credit|debit|amex"
        ),
        Method.TRANSFER: (
            "转账|银行转账|对公转账|汇款|перевод|банковский перевод|расчетный счет|по счету|"
            "безналичный расчет|transfer|bank transfer|wire|eft|ach|check|cheque"
        ),
        Method.WALLET: (
            "微信|微信支付|支付宝|扫码|扫码支付|云闪付|聚合支付|数字人民币|街口支付|сбп|по qr|qr код|qr|"
            "kaspi|каспи|юmoney|wechat|wechat pay|alipay|apple pay|paypal|wallet|sbp"
        ),
        Method.INSURANCE: (
            "医保|保险|商保|医保支付|健保|дмс|омс|страховая|по полису|страховка|insurance|insurance payment"
        ),
        Method.OTHER: (
            "其他|储值|储值卡|会员卡|预存款|优惠券|代金券|团购|美团|抖音|分期|другое|прочее|сертификат|"
            "бонусы|бонусами|с депозита|аванс|депозит|рассрочка|подарочный сертификат|баланс|взаимозачет|"
            "other|gift card|voucher|deposit|care credit|carecredit|financing|store credit"
        ),
    }
)


# «перенос на 15.01»: the day to which it goes is no part of the state
_REMARK = re.compile(r"[(（,，;；]|\s+на\s+\d|[到至]\s*\d")


def read_sex(text: str) -> Sex:
    """Raises Unreadable: sex (codes like 1 and 2 mean different things in different programs)."""
    return _meaning(text, "sex", SEXES)


def read_answer(text: str) -> bool:
    """Yes or no. Raises Unreadable: answer."""
    known = ANSWERS.get(text.strip().lower())
    return _meaning(text, "answer", ANSWERS) if known is None else known


def read_status(text: str) -> Status:
    """Raises Unreadable: status. What follows the state in brackets or after a comma is left aside."""
    status = STATUSES.get(_key(_REMARK.split(text, maxsplit=1)[0]))
    return status or _meaning(text, "status", STATUSES)


def read_method(text: str) -> Method:
    """What stands in brackets is a remark. Raises Unreadable: method."""
    bare = without_brackets(text)
    return _meaning(bare if _key(bare) in METHODS else text, "method", METHODS)


def read_language(text: str) -> str:
    """The language's code, zh, ru or en. Raises Unreadable: language."""
    return _meaning(text, "language", LANGUAGES)


def _meaning(text: str, code: str, table: Mapping[str, Meaning]) -> Meaning:
    meaning = table.get(_key(text))
    if meaning is None:
        raise Unreadable(code, value=text)
    return meaning


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return folded(text)
