"""The remarks with which clinics note that somebody wants no calls, no messages or no advertising."""

import re

from rapport.lib.folding import folded
from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose

Word = tuple[Purpose, Channel]

_BOTH = (Purpose.CARE, Purpose.MARKETING)
_CALLS = tuple((purpose, Channel.CALL) for purpose in _BOTH)
_TEXTS = tuple((purpose, Channel.SMS) for purpose in _BOTH)
_ALL = tuple((purpose, Channel.ANY) for purpose in _BOTH)
_OFFERS = ((Purpose.MARKETING, Channel.ANY),)
# a stop and nothing more: «не звонить после 18:00» and «не звонить в пятницу» are wishes for other hours
_SAID: tuple[tuple[tuple[Word, ...], str], ...] = (
    (
        _CALLS,
        "(?:просил[аи]?|просит|просьба)?(?:больше)?(?:не(?:звонить|звоните|названивать)|беззвонков|отказотзвонков)(?:больше)?|"
        "(?:请)?(?:不要|勿|别|不用)(?:再)?(?:给他|给她)?(?:打电话|致电|来电|电话联系)|不接(?:受)?电话(?:回访)?|(?:拒绝|谢绝)(?:电话)?(?:回访|来电)|"
        "(?:please)?(?:donot|dont|never)(?:call|phone|ring)|nocalls|nophonecalls|keineanrufe|nichtanrufen",
    ),
    (
        _TEXTS,
        "(?:смс|sms)не(?:слать|присылать|отправлять|писать)|не(?:слать|присылать|отправлять|писать)(?:смс|sms)|без(?:смс|sms)|"
        "(?:不要|勿|别|不)(?:发|接受|收)(?:短信|信息)|(?:拒收|拒绝)短信|no(?:sms|texts?)|(?:donot|dont)text|keinesms",
    ),
    (
        _ALL,
        "(?:просил[аи]?|просит)?(?:больше)?не(?:беспокоить|тревожить)|勿扰|免打扰|请勿打扰|不要打扰|别打扰|"
        "(?:donot|dont)(?:contact|disturb)|nocontact|dnc|dnd",
    ),
    (
        _OFFERS,
        "рекламуне(?:слать|присылать|отправлять)|не(?:слать|присылать|отправлять)рекламу|безрекламы|(?:отказ|отказался|отказалась)от"
        "(?:рассылки|рассылок|рекламы)|безрассылки|не(?:слать|присылать)рассылку|(?:不要|拒绝|不接受|勿发|不发)(?:推广|广告|营销)(?:短信|信息)?|"
        "no(?:marketing|ads|advertising|mailings)|keinewerbung|unsubscribed",
    ),
)
_STOPS = tuple((words, re.compile(shape)) for words, shape in _SAID)
_PARTS = re.compile(r"[\n.,;!?。，；！、()（）\[\]【】]+")


def stops_in(remark: str) -> tuple[tuple[Word, ...], str]:
    """What a remark ends, by purpose and channel, and the words that say so; () and "" where it ends nothing."""
    ended: dict[Word, None] = {}
    said = []
    for part in _PARTS.split(remark):
        key = folded(part).replace(" ", "").replace("ё", "е")
        found = [word for words, shape in _STOPS if key and shape.fullmatch(key) for word in words]
        ended |= dict.fromkeys(found)
        said += [part.strip()] if found else []
    return tuple(ended), ", ".join(said)
