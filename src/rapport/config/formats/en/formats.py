"""Day before month, in letters: 5/3 would be two days to two readers."""

DATE_FORMAT = SHORT_DATE_FORMAT = "j M Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j M Y H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "M Y"
# in a sentence
MONTH_IN_WORDS_FORMAT = "F Y"
DAY_IN_WORDS_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j M"
# with the day of the week where the language puts it
WEEKDAY_FORMAT = "D j M"
WEEKDAY_DATETIME_FORMAT = "D j M Y H:i"
FIRST_DAY_OF_WEEK = 1
