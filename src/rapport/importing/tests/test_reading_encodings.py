"""A text file is read in the encoding it was written in, short or long, with and without headings."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest
from mimesis import Locale, Person

from rapport.importing.reading.book import open_book
from rapport.importing.reading.encodings import decide_encoding
from rapport.importing.reading.limits import Limits
from rapport.importing.reading.refusals import Refusal, Unreadable

LIMITS = Limits()


class Language(NamedTuple):
    headings: str
    remarks: tuple[str, ...]
    encodings: tuple[str, ...]


WIDE = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
RUSSIAN = Language(
    "Фамилия Имя;Телефон;Дата рождения;Примечание",
    ("", "Боится уколов", "аллергия на лидокаин", "ПЕРЕЗВОНИТЬ ПОСЛЕ 18:00", "чистка – 2 раза в год"),
    (*WIDE, "cp1251", "koi8-r", "cp866"),
)
SIMPLIFIED = Language(
    "姓名;电话;出生日期;备注",
    ("", "怕疼", "青霉素过敏", "下午五点以后再打电话", "种植牙复查"),
    (*WIDE, "gb18030"),
)
TRADITIONAL = Language(
    "姓名;電話;出生日期;備註",
    ("", "怕痛", "對盤尼西林過敏", "下午五點以後再打電話", "植牙複診"),
    (*WIDE, "big5", "gb18030"),
)
FRENCH = Language(
    "Nom;Téléphone;Né le;Remarques",
    ("", "à rappeler", "préfère le français", "très pressé", "prothèse"),
    (*WIDE, "cp1252"),
)
TRADITIONAL_NAMES = [
    *("陳怡君", "林志豪", "黃淑芬", "張家豪", "李美玲", "王冠宇", "吳雅婷", "劉建宏"),
    *("蔡佩珊", "楊宗翰", "許慧玲", "鄭俊傑", "謝欣怡", "郭明輝", "洪麗華"),
]
LANGUAGES = {"ru": RUSSIAN, "zh-cn": SIMPLIFIED, "zh-tw": TRADITIONAL, "fr": FRENCH}


def people(language: str, count: int) -> list[str]:
    if language == "zh-tw":
        return [TRADITIONAL_NAMES[number % len(TRADITIONAL_NAMES)] for number in range(count)]
    if language == "zh-cn":
        person = Person(Locale.ZH, seed=7)
        return [person.last_name() + person.first_name() for _ in range(count)]
    person = Person({"ru": Locale.RU, "fr": Locale.FR}[language], seed=7)
    return [f"{person.last_name()} {person.first_name()}" for _ in range(count)]


@cache
def clinic_file(language: str, count: int, *, headings: bool = True) -> str:
    chance = Random(11)
    kept = LANGUAGES[language]
    rows = [
        f"{name};{chance.randrange(10**10, 10**11)};{1940 + chance.randrange(80)}-03-05;"
        f"{chance.choice(kept.remarks)}"
        for name in people(language, count)
    ]
    return "\r\n".join([kept.headings, *rows] if headings else rows) + "\r\n"


def samples() -> Iterator[tuple[str, str, str]]:
    """What it is, the text, the encoding."""
    for language, kept in LANGUAGES.items():
        for encoding in kept.encodings:
            for count in (1, 3, 20, 2000):
                yield f"{language}-{encoding}-{count}", clinic_file(language, count), encoding
            bare = clinic_file(language, 12, headings=False)
            yield f"{language}-{encoding}-bare", bare, encoding
    for encoding in ("cp1251", "koi8-r", "cp866", "utf-8"):
        yield f"ru-{encoding}-capitals", clinic_file("ru", 8).upper(), encoding
        yield f"ru-{encoding}-names-alone", "\n".join(people("ru", 4)), encoding
        yield f"ru-{encoding}-small-letters", "\n".join(people("ru", 6)).lower(), encoding
    for encoding in ("gb18030", "utf-8"):
        yield f"zh-cn-{encoding}-names-alone", "\n".join(people("zh-cn", 4)), encoding
    yield "zh-tw-big5-names-alone", "\n".join(people("zh-tw", 4)), "big5"


SAMPLES = list(samples())


def written(folder: Path, content: bytes, name: str = "clients.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read_text(path: Path) -> str:
    return path.read_bytes().decode(decide_encoding(path, LIMITS), "replace").removeprefix("\ufeff")


@pytest.mark.parametrize(("text", "encoding"), [case[1:] for case in SAMPLES], ids=[case[0] for case in SAMPLES])
def test_file_is_read_as_it_was_written(tmp_path: Path, text: str, encoding: str) -> None:
    legible = text.encode(encoding, "ignore").decode(encoding)
    assert read_text(written(tmp_path, legible.encode(encoding))) == legible


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8"])
def test_first_russian_letter_may_come_late(tmp_path: Path, encoding: str) -> None:
    plain = "id;phone\r\n" + "".join(f"{number};79161234567\r\n" for number in range(20_000))
    text = plain + "Фамилия;Иванов Пётр\r\nСмирнова Ольга;нет\r\n"
    assert read_text(written(tmp_path, text.encode(encoding))) == text


@pytest.mark.parametrize(("language", "encoding"), [("ru", "utf-8"), ("zh-cn", "utf-8"), ("ru", "cp1251")])
def test_few_broken_bytes_do_not_spoil_a_file(tmp_path: Path, language: str, encoding: str) -> None:
    text = clinic_file(language, 50)
    raw = text.encode(encoding)
    path = written(tmp_path, raw[:600] + b"\x98\xff\x98" + raw[600:-4] + b"\x98\r\n")
    assert decide_encoding(path, LIMITS) == encoding
    rows = [row.cells for row in open_book(path, name="clients.csv").sheets[0].rows()]
    assert rows[0] == LANGUAGES[language].headings.split(";")
    assert len(rows) == 51
    assert any("\ufffd" in cell for row in rows for cell in row)


def test_utf16_cut_in_the_middle_of_a_letter_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, clinic_file("ru", 30).encode("utf-16")[:-1])
    rows = list(open_book(path, name="clients.csv").sheets[0].rows())
    assert rows[0].cells[1] == "Телефон"


def test_lone_surrogates_never_come_out(tmp_path: Path) -> None:
    raw = "Имя;Телефон\r\nИван\ud800;1\r\n".encode("utf-16-le", "surrogatepass")
    path = written(tmp_path, b"\xff\xfe" + raw)
    for row in open_book(path, name="clients.csv").sheets[0].rows():
        "".join(row.cells).encode("utf-8")


def test_noise_is_not_taken_for_a_table(tmp_path: Path) -> None:
    path = written(tmp_path, Random(3).randbytes(20_000))
    with pytest.raises(Unreadable) as refused:
        open_book(path, name="clients.csv")
    assert refused.value.code is Refusal.NOT_A_TABLE
