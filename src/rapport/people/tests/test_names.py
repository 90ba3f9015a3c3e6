"""Names are folded, sorted, taken apart and shown in every script (REC-1)."""

import pytest

from rapport.people.names import display_name, fold, initials, sort_key, split

FOLDED = [
    ("  ＡＮＮＡ　Müller ", "anna muller"),
    ("José Ångström", "jose angstrom"),
    ("Łukasz Øystein Straße", "lukasz oystein strasse"),
    ("O’Brien-Smith", "obrien smith"),
    ("Семён Щёголев", "семен щеголев"),
    ("Сергей Й.", "сергей й"),
    ("Әсел Құдайбергенқызы", "әсел құдайбергенқызы"),
    ("歐陽鳳蓮", "欧阳凤莲"),
    ("古丽娜·买买提", "古丽娜 买买提"),
    ("١٢٣ ４５６", "123 456"),
    ("İpek ILGIN", "ipek ilgin"),
    ("a\u200bb\x00c", "ab c"),
    ("", ""),
]

SURNAME_READINGS = [
    ("单晓", "shan4"), ("曾毅", "zeng1"), ("仇英", "qiu2"), ("解晓东", "xie4"), ("任远", "ren2"),
    ("区家明", "ou1"), ("查良镛", "zha1"), ("朴树", "piao2"), ("盖天", "ge3"), ("乐嘉", "yue4"),
    ("冼星海", "xian3"), ("洗华", "xian3"), ("翟明", "zhai2"), ("燕青", "yan1"), ("员刚", "yun4"),
    ("盛宣怀", "sheng4"), ("华佗", "hua4"), ("纪晓岚", "ji3"), ("应采儿", "ying1"), ("宁静", "ning4"),
    ("缪斌", "miao4"), ("黑明", "hei1"), ("秘书", "bi4"), ("繁星", "po2"), ("折可适", "she2"),
    ("召平", "shao4"), ("种师道", "chong2"), ("單曉", "shan4"), ("葛优", "ge3"), ("卜算", "bu3"),
]  # fmt: skip

SPLIT = [
    ("欧阳明", ("欧阳", "明", "")),
    ("歐陽 明", ("歐陽", "明", "")),
    ("尉迟恭", ("尉迟", "恭", "")),
    ("周雅琴", ("周", "雅琴", "")),
    ("周　雅琴", ("周", "雅琴", "")),
    ("李伟", ("李", "伟", "")),
    ("陈方安生", ("陈方", "安生", "")),
    ("李女士", ("李", "", "")),
    ("王先生", ("王", "", "")),
    ("王丽（孩子）", ("王", "丽", "")),
    ("周雅琴 Amy", ("周", "雅琴", "Amy")),
    ("小明", ("", "小明", "")),
    ("田中太郎", ("", "田中太郎", "")),
    ("古丽娜·买买提", ("", "古丽娜·买买提", "")),
    ("Иванова Мария Сергеевна", ("Иванова", "Мария", "Сергеевна")),
    ("Мария Сергеевна Иванова", ("Иванова", "Мария", "Сергеевна")),
    ("Мария Сергеевна", ("", "Мария", "Сергеевна")),
    ("Шостакович Дмитрий Дмитриевич", ("Шостакович", "Дмитрий", "Дмитриевич")),
    ("Дмитрий Дмитриевич Шостакович", ("Шостакович", "Дмитрий", "Дмитриевич")),
    ("Абрамович Роман", ("Абрамович", "Роман", "")),
    ("Мария Иванова", ("Иванова", "Мария", "")),
    ("Иванова Мария", ("Иванова", "Мария", "")),
    ("Ахметов Данияр Маратұлы", ("Ахметов", "Данияр", "Маратұлы")),
    ("Алиев Руслан Мамед оглы", ("Алиев", "Руслан", "Мамед оглы")),
    ("Марина Галина", ("", "Марина Галина", "")),
    ("Иванова М.П.", ("Иванова", "М.", "П.")),
    ("М. П. Иванова", ("Иванова", "М.", "П.")),
    ("Ivanova Maria Sergeevna", ("Ivanova", "Maria", "Sergeevna")),
    ("Helen Marsh", ("Marsh", "Helen", "")),
    ("Marsh, Helen Jane", ("Marsh", "Helen", "Jane")),
    ("Helen Jane Marsh", ("Marsh", "Helen", "Jane")),
    ("Peter von Braun", ("von Braun", "Peter", "")),
    ("Dr. Anna Lee, DDS", ("Lee", "Anna", "")),
    ("ZHANG Wei", ("ZHANG", "Wei", "")),
    ("Zhang Xiaoming", ("Zhang", "Xiaoming", "")),
    ("Xiaoming Zhang", ("Zhang", "Xiaoming", "")),
    ("Zhang Wei", ("", "Zhang Wei", "")),
    ("Zhou Ya Qin", ("Zhou", "Ya Qin", "")),
    ("Madonna", ("", "Madonna", "")),
    ("", ("", "", "")),
]

IN_ORDER = [
    "Adams", "区家明", "欧阳明", "Ouyang Ming", "Petrov", "单晓", "Shaw", "曾毅", "张伟", "Zhukov", "Zoe",
    "Абаев", "Авдеева", "Әлиева", "Байжанов", "Ғалымов", "Ёлкина", "Ельцов", "Жуков", "Ивлев", "Йовович",
    "Карпов", "Қалиев", "Лебедев", "Ясин",
]  # fmt: skip


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_fold_makes_one_form_of_many(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("name", "reading"), SURNAME_READINGS)
def test_surnames_are_read_as_surnames(name: str, reading: str) -> None:
    assert sort_key(*split(name)).startswith(reading + fold(name)[0])


@pytest.mark.parametrize(("full", "parts"), SPLIT)
def test_split_takes_a_name_apart(full: str, parts: tuple[str, str, str]) -> None:
    assert split(full) == parts


def test_a_mixed_list_sorts_as_a_person_expects_byte_by_byte() -> None:
    by_bytes = sorted(set(IN_ORDER), key=lambda name: sort_key("", "", "", name).encode())
    assert by_bytes == IN_ORDER


def test_one_surname_stays_together_and_tones_order_surnames_of_one_sound() -> None:
    names = ["李伟", "里昂", "李娜", "黎明", "厉害", "连战"]
    assert sorted(names, key=lambda name: sort_key(name[0], name[1:])) == [
        "黎明", "李娜", "李伟", "里昂", "厉害", "连战",
    ]  # fmt: skip


def test_traditional_and_simplified_sort_as_one() -> None:
    assert sort_key("陳", "靜") == sort_key("陈", "静")


def test_the_nameless_come_last_and_no_key_is_longer_than_its_column() -> None:
    assert sort_key("", "") > sort_key("", "", "", "𠮷野") > sort_key("Яя", "")
    assert len(sort_key("欧" * 500, "Ж" * 500)) == 200


@pytest.mark.parametrize(
    ("parts", "language", "shown"),
    [
        (("欧阳", "明", ""), "zh-hans", "欧阳明"),
        (("欧阳", "明", ""), "ru", "欧阳明 (Ouyang Ming)"),
        (("吕", "绿", ""), "en", "吕绿 (Lyu Lyu)"),
        (("周", "雅琴", "Amy"), "zh", "周雅琴 Amy"),
        (("Иванова", "Мария", "Сергеевна"), "en", "Иванова Мария Сергеевна"),
        (("Marsh", "Helen", "Jane"), "zh", "Helen Jane Marsh"),
        (("", "", ""), "en", "as it came"),
    ],
)
def test_names_are_shown_in_the_order_of_their_script(
    parts: tuple[str, str, str], language: str, shown: str
) -> None:
    assert display_name(*parts, "as it came", language) == shown


@pytest.mark.parametrize(
    ("parts", "signs"),
    [
        (("Marsh", "Helen"), "HM"),
        (("Иванова", "Мария"), "ИМ"),
        (("周", "雅琴"), "周"),
        (("欧阳", "明"), "欧阳"),
        (("", "小明"), "小"),
        (("", "Élodie"), "E"),
        (("", "", "anna b"), "AB"),
        (("", "", "—"), "?"),
    ],
)
def test_initials_fit_an_avatar(parts: tuple[str, ...], signs: str) -> None:
    assert initials(*parts) == signs
