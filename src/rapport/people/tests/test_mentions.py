"""Who is meant by an @ in a note, purely."""

import pytest

from rapport.people.mentions import Colleague, mentioned_in

HOUSE = [
    Colleague(1, "林岚", "lin"),
    Colleague(2, "林岚岚", "lin2"),
    Colleague(3, "Ольга Белова", "belova"),
    Colleague(4, "Ольга", "olga"),
    Colleague(5, "Priya Nair", "priya"),
    Colleague(6, "Priya Nair", "nair"),
]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("@林岚 请看", [{1}]),
        ("@林岚请看", [{1}]),
        ("请@林岚岚看", [{2}]),
        ("@Ольга Белова, посмотрите", [{3}]),
        ("@ольга посмотрите", [{4}]),
        ("@Ольгаа", []),
        ("@lin и @belova", [{1}, {3}]),
        ("@linen", []),
        ("@Priya Nair", [{5, 6}]),
        ("write to lin@lin.example", []),
        ("@ @@ @nobody", []),
        ("", []),
    ],
)
def test_the_longest_name_after_an_at_is_meant(text: str, meant: list[set[int]]) -> None:
    """REC-7: names in any script, with and without a space after them."""
    assert mentioned_in(text, HOUSE) == meant
