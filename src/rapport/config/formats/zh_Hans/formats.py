DATE_FORMAT = SHORT_DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y-m-d H:i"
TIME_FORMAT = "H:i"
YEAR_MONTH_FORMAT = "Y年n月"
# in a sentence
MONTH_IN_WORDS_FORMAT = "Y年n月"
DAY_IN_WORDS_FORMAT = "Y年n月j日"
MONTH_DAY_FORMAT = "n月j日"
# with the day of the week where the language puts it
WEEKDAY_FORMAT = "n月j日 D"
WEEKDAY_DATETIME_FORMAT = "Y-m-d D H:i"
FIRST_DAY_OF_WEEK = 1
# as amounts of money are written
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
