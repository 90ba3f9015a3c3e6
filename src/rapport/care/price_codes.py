"""What the codes of price lists stand for: the American CDT by ranges, the Russian order 804н by services."""

from rapport.care.categories import Category

CDT_RANGES: tuple[tuple[int, int, Category], ...] = (
    (100, 999, Category.CHECKUP),
    (1000, 1999, Category.HYGIENE),
    (2000, 2699, Category.FILLING),
    (2700, 2999, Category.RESTORATION),
    (3000, 3999, Category.ENDODONTIC),
    (4000, 4999, Category.PERIODONTIC),
    (5000, 5999, Category.RESTORATION),
    (6000, 6199, Category.IMPLANT),
    (6200, 6999, Category.RESTORATION),
    (7000, 7999, Category.SURGERY),
    (8000, 8999, Category.ORTHODONTIC),
    (9310, 9311, Category.CHECKUP),
    (9430, 9450, Category.CHECKUP),
    (9972, 9975, Category.WHITENING),
    (9110, 9999, Category.OTHER),
)
"""First and last number and what lies between; the first range that fits counts."""

SEALANTS = frozenset({"D1351", "D1352", "D1353"})
"""Prevention, and children's dentistry where the name says so."""

ORDER_804N: dict[str, Category] = {
    code: category
    for category, codes in (
        (
            Category.CHECKUP,
            (
                "A01.07 A02.07 A03.07 A04.07 A05.07 A06.07 A06.30 A08.07 A09.07 A12.07 B01.063 B01.065 "
                "B01.066 B01.067 B01.068 B04.063 B04.065"
            ),
        ),
        (Category.CHECKUP, "B01.054 B04.066 B04.067 B01.071"),
        (
            Category.HYGIENE,
            (
                "A11.07.012 A11.07.024 A13.30.007 A14.07 A16.07.020 A16.07.025 A16.07.051 A16.07.057 "
                "A22.07.002 A11.07.010.001"
            ),
        ),
        (Category.FILLING, "A16.07.002 A16.07.031 A16.07.091 A16.07.031.001 A16.07.082"),
        (
            Category.ENDODONTIC,
            (
                "A11.07.027 A16.07.002.009.001 A16.07.008 A16.07.009 A16.07.010 A16.07.030 A16.07.092 "
                "A16.07.094 A22.07.004"
            ),
        ),
        (
            Category.PERIODONTIC,
            (
                "A11.07.010 A16.07.019 A16.07.026 A16.07.037 A16.07.038 A16.07.039 A16.07.040 A16.07.089 "
                "A16.07.090 A15.07.003 A17.07 A21.07 A22.07.001 A22.07.003"
            ),
        ),
        (
            Category.SURGERY,
            (
                "A16.07.001 A16.07.007 A16.07.011 A16.07.012 A16.07.013 A16.07.014 A16.07.015 A16.07.016 "
                "A16.07.017 A16.07.024 A16.07.027"
            ),
        ),
        (
            Category.SURGERY,
            (
                "A16.07.029 A16.07.041 A16.07.042 A16.07.043 A16.07.044 A16.07.045 A16.07.058 A16.07.059 "
                "A16.07.095 A16.07.096 A16.07.097 A15.07 A16.07.022"
            ),
        ),
        (
            Category.SURGERY,
            (
                "A16.07.060 A16.07.061 A16.07.062 A16.07.063 A16.07.064 A16.07.065 A16.07.066 A16.07.067 "
                "A16.07.068 A16.07.069 A16.07.070"
            ),
        ),
        (
            Category.RESTORATION,
            (
                "A16.07.003 A16.07.004 A16.07.005 A16.07.023 A16.07.032 A16.07.033 A16.07.034 A16.07.035 "
                "A16.07.036 A16.07.049 A16.07.052 A16.07.053 A16.07.093 A23.07"
            ),
        ),
        (Category.IMPLANT, "A16.07.006 A16.07.054 A16.07.055 A16.07.041.001"),
        (
            Category.ORTHODONTIC,
            ("A16.07.018 A16.07.021 A16.07.028 A16.07.046 A16.07.047 A16.07.048 A23.07.001 A23.07.003"),
        ),
        (Category.PAEDIATRIC, "B01.064 B04.064"),
        (Category.WHITENING, "A16.07.050"),
        (Category.OTHER, "A11.07.011 A11.07 A25.07 B01.003 B02 B03"),
    )
    for code in codes.split()
}
"""A code or the beginning of one; the longest beginning counts."""
