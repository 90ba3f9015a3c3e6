"""Brings spellings of the same word together: widths, digits, cases, spaces, ё and traditional characters."""

import re
import unicodedata

# The traditional characters that headings, states and treatments are written with, beside their simplified form.
_PAIRS = (
    "電电話话號号預预約约診诊療疗醫医師师費费額额價价項项類类狀状態态時时間间結结開开備备註注別别歲岁齡龄聯联絡络繫系郵邮業业職职"
    "紹绍來来標标籤签監监護护親亲屬属關关係系編编碼码檔档單单數数實实應应優优現现門门長长稱称齒齿處处連连機机帳账賬账總总計计發发"
    "點点員员會会證证傳传國国歷历曆历報报簽签過过與与無无複复復复諮咨詢询觀观檢检種种潔洁兒儿矯矫齦龈補补顆颗體体環环頭头區区內内"
    "後后訂订確确認认進进離离執执轉转銀银刪删銷销擇择賓宾購购買买餘余積积陰阴陽阳婦妇書书務务產产紀纪錄录顧顾從从週周術术徑径緣缘縫缝"
    "沒没飾饰圓圆瓷瓷鑲镶義义學学資资訊讯網网級级組组將将號号戶户籍籍貫贯愛爱達达鐘钟葉叶蓋盖麻麻醉醉貼贴齊齐鄰邻髓髓膠胶膜膜固固隱隐"
)
_SIMPLER = str.maketrans(dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
_CAMEL = re.compile(r"(?<=[a-zа-яё0-9])(?=[A-ZА-ЯЁ])")
_COMMON = re.compile("[\x00-\x7f\u0400-\u0482\u048a-\u04ff\u4e00-\u9fff]*")
_NOT_WORD = re.compile(r"[\W_]+")
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def simplified(text: str) -> str:
    """Traditional characters as simplified ones, as far as clinics' headings and treatments use them."""
    return text.translate(_SIMPLER)


def plain(text: str) -> str:
    """Full-width letters, exotic digits, dashes and spaces as the plain ones; the words stay as they are."""
    if text.isascii() or _COMMON.fullmatch(text):
        return text.strip()
    return "".join(map(_plain_character, unicodedata.normalize("NFKC", text))).strip()


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Zs":
        return " "
    if category == "Pd" or character == "−":
        return "-"
    return "" if category == "Cf" else character


def folded(text: str) -> str:
    """The key under which spellings of one word meet: `Patient_ID`, `patientId` and `ＰＡＴＩＥＮＴ　ID` alike."""
    text = _CAMEL.sub(" ", simplified(plain(text))).lower().replace("ё", "е")
    return _HAN_GAP.sub("", _NOT_WORD.sub(" ", text).strip())
