import pytest

from rapport.lib.folding import folded, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Patient_ID", "patientId"),
        ("ＰＡＴＩＥＮＴ　ID", "patient id"),
        ("病 歷 號", "病历号"),
        ("Дата\nрождения", "ДАТА  РОЖДЕНИЯ:"),
        ("Пришёл", "пришел"),
        ("№ карты", "No карты"),
    ],
)
def test_spellings_of_one_word_meet(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_digits_of_every_script_become_plain() -> None:
    assert plain("٢٠٢٤／０３―५") == "2024/03-5"
