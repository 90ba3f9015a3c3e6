import pytest
from hypothesis import given
from hypothesis import strategies as st

from rapport.care.classifying import Category, classify
from rapport.care.models.category import BuiltInCategory


@pytest.mark.parametrize(
    ("code", "category", "canonical"),
    [
        ("D0120", "checkup", "D0120"),
        ("0120", "checkup", "D0120"),
        ("d 1110", "hygiene", "D1110"),
        ("1110.0", "hygiene", "D1110"),
        ("D1351", "hygiene", "D1351"),
        ("D2391", "filling", "D2391"),
        ("D2699", "filling", "D2699"),
        ("D2740", "restoration", "D2740"),
        ("D3330", "endodontic", "D3330"),
        ("D4355", "periodontic", "D4355"),
        ("D4910", "periodontic", "D4910"),
        ("D5110", "restoration", "D5110"),
        ("D6010", "implant", "D6010"),
        ("D6199", "implant", "D6199"),
        ("D6240", "restoration", "D6240"),
        ("D7140", "surgery", "D7140"),
        ("D8080", "orthodontic", "D8080"),
        ("D9310", "checkup", "D9310"),
        ("D9972", "whitening", "D9972"),
        ("D9215", "other", "D9215"),
        ("A16.07.002", "filling", "A16.07.002"),
        ("А16.07.002", "filling", "A16.07.002"),
        ("а16.07.051", "hygiene", "A16.07.051"),
        ("A16 07 002", "filling", "A16.07.002"),
        ("A1607001001", "surgery", "A16.07.001.001"),
        ("А16.07.030.001", "endodontic", "A16.07.030.001"),
        ("A16.07.004", "restoration", "A16.07.004"),
        ("A16.07.054", "implant", "A16.07.054"),
        ("A16.07.048", "orthodontic", "A16.07.048"),
        ("A16.07.050", "whitening", "A16.07.050"),
        ("В01.065.001", "checkup", "B01.065.001"),
        ("B01065001", "checkup", "B01.065.001"),
        ("В01.064.003", "paediatric", "B01.064.003"),
    ],
)
def test_a_code_tells_its_category(code: str, category: str, canonical: str) -> None:
    found = classify(code, "")
    assert (found.category, found.code, found.problem, found.by) == (category, canonical, None, "code")


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("超声波洁治", "hygiene"),
        ("種植體", "implant"),
        ("根管治疗（磨牙）", "endodontic"),
        ("全瓷冠", "restoration"),
        ("窝沟封闭", "hygiene"),
        ("儿童窝沟封闭", "paediatric"),
        ("拔智齿", "surgery"),
        ("树脂补牙", "filling"),
        ("隐形矫正", "orthodontic"),
        ("冷光美白", "whitening"),
        ("牙周刮治", "periodontic"),
        ("全景片", "checkup"),
        ("Профгигиена полости рта", "hygiene"),
        ("Удаление зубного камня", "hygiene"),
        ("Удаление зуба простое", "surgery"),
        ("Пломба световая", "filling"),
        ("Лечение пульпита", "endodontic"),
        ("Имплантация Osstem", "implant"),
        ("Коронка на имплантат", "implant"),
        ("Коронка из диоксида циркония", "restoration"),
        ("Снятие брекетов", "orthodontic"),
        ("Консультация ортодонта", "checkup"),
        ("Отбеливание ZOOM", "whitening"),
        ("Кюретаж пародонтального кармана", "periodontic"),
        ("Лечение молочного зуба", "paediatric"),
        ("Анестезия инфильтрационная", "other"),
        ("Crown, porcelain", "restoration"),
        ("Root canal, molar", "endodontic"),
        ("Scaling and root planing", "periodontic"),
        ("Adult prophylaxis", "hygiene"),
        ("Surgical extraction", "surgery"),
    ],
)
def test_a_name_tells_its_category(name: str, category: str) -> None:
    found = classify("", name)
    assert (found.category, found.by) == (category, "name")


@pytest.mark.parametrize("code", ["D12", "D123456", "A16.7.2x", "A16.07.2", "В01.65.1"])
def test_a_malformed_code_is_reported_and_kept(code: str) -> None:
    assert classify(code, "???").problem == "code_malformed"
    assert classify(code, "???").code
    found = classify(code, "Коронка")
    assert (found.category, found.by, found.problem) == (Category.RESTORATION, "name", "code_malformed")


def test_a_well_formed_code_outside_its_list_is_reported() -> None:
    assert classify("D0001", "").problem == "code_unknown"


def test_the_clinics_own_codes_are_no_fault() -> None:
    found = classify("K-001", "洁治")
    assert (found.category, found.code, found.problem) == (Category.HYGIENE, "K-001", None)


def test_a_bare_number_is_the_clinics_own_where_the_name_says_something_else() -> None:
    assert classify("1110", "Имплантат").category is Category.IMPLANT
    assert classify("1110", "Имплантат").code == "1110"
    assert classify("1110", "Adult prophy").code == "D1110"


def test_a_sealant_for_a_child_is_childrens_dentistry() -> None:
    assert classify("D1351", "Sealant, child").category is Category.PAEDIATRIC


def test_what_nothing_tells_stays_open() -> None:
    assert classify("", "Разное").category is None


def test_categories_are_the_built_in_ones_in_their_order() -> None:
    assert list(Category) == BuiltInCategory.values


@given(st.text(max_size=30), st.text(max_size=60))
def test_no_text_breaks_it(code: str, name: str) -> None:
    found = classify(code, name)
    assert (found.category is None) == (found.by is None)
