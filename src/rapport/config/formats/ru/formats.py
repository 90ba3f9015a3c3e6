DATE_FORMAT = SHORT_DATE_FORMAT = "d.m.Y"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "d.m.Y H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "m.Y"
# in a sentence
MONTH_IN_WORDS_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j E"
# with the day of the week where the language puts it
WEEKDAY_FORMAT = "D j E"
WEEKDAY_DATETIME_FORMAT = "D d.m.Y H:i"
FIRST_DAY_OF_WEEK = 1
