"""What is wrong with a row or one of its values, and the sentence that says what to do about it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rapport.importing.recognising.fields import LABELS


@dataclass(frozen=True, slots=True)
class Problem:
    """`text` is what stood in the cell. `fatal`: the row is refused; otherwise it is taken without this value,
    or with the value kept as it stands (an invalid phone, an unknown code)."""

    code: str
    field: str
    text: str = ""
    params: Mapping[str, object] = dataclasses.field(default_factory=dict)
    fatal: bool = False


SENTENCES: dict[str, "str | Promise"] = {
    "date": _("“%(value)s” in “%(field)s” is not a date. Write it like 2024-03-05."),
    "date_impossible": _(
        "There is no such day as “%(value)s” in “%(field)s”. Correct it and import the row again."
    ),
    "date_year": _("The year in “%(value)s” (“%(field)s”) cannot be right. Correct it and import the row again."),
    "date_only_year": _("“%(field)s” holds only the year %(year)s. Add day and month if you know them."),
    "date_no_year": _(
        "“%(value)s” in “%(field)s” has no year. Write it like 2024-03-05: in the spreadsheet, give the column a "
        "date format with a year, check that the year is right, save, and import again."
    ),
    "date_order": _(
        "“%(value)s” in “%(field)s” does not fit the order of day and month chosen for this sheet. "
        "Choose another order above, or write it like 2024-03-05."
    ),
    "date_age": _("“%(value)s” in “%(field)s” is an age, not a date of birth. Ask for the date of birth."),
    "birth_future": _("The date of birth “%(value)s” lies after today. Correct it and import the row again."),
    "date_future": _("“%(value)s” in “%(field)s” lies after today. Correct it and import the row again."),
    "date_missing": _("There is no date in this row. Fill it in and import the row again."),
    "death_before_birth": _("The date of death “%(value)s” lies before the birth. Correct one of the two."),
    "time": _("“%(value)s” in “%(field)s” is not a time of day. Write it like 14:30."),
    "time_order": _("“%(value)s” in “%(field)s” lies before the beginning. Correct one of the two times."),
    "minutes": _("“%(value)s” in “%(field)s” is not a number of minutes."),
    "quantity": _("“%(value)s” in “%(field)s” is not a number."),
    "money": _("“%(value)s” in “%(field)s” is not an amount of money. Write it like 1234.50."),
    "money_range": _("“%(value)s” in “%(field)s” is more than one amount. The row is taken without it."),
    "taken_back": _("“%(value)s”: this money is taken as given back."),
    "money_currency": _(
        "“%(value)s” is not in the branch's currency, %(currency)s. Convert the amount or choose another branch."
    ),
    "money_unclear": _(
        "“%(value)s” in “%(field)s” can be read in two ways. Choose above how this sheet writes decimals."
    ),
    "money_too_large": _("“%(value)s” in “%(field)s” is too large to be an amount. Correct it."),
    "amount_missing": _("There is no amount in this row. Fill it in and import the row again."),
    "phone_invalid": _(
        "“%(value)s” is not a valid phone number here. It is kept as it stands; check it with the client."
    ),
    "phone_none": _("There is no number in “%(value)s” (“%(field)s”). It is left out."),
    "phone_short": _(
        "“%(value)s” is a phone number without its area code. It is kept as it stands; add the code."
    ),
    "email": _("“%(value)s” is not an e-mail address. Check it with the client."),
    "wechat": _("“%(value)s” is not a WeChat ID. Check it with the client."),
    "telegram": _("“%(value)s” is not a Telegram name. Check it with the client."),
    "sex": _("“%(value)s” in “%(field)s” is not known as a sex. Write male or female, or leave it empty."),
    "sex_code": _(
        "What “%(value)s” means in “%(field)s” cannot be told. Say it above, where the columns are; until then it "
        "is left empty."
    ),
    "answer": _("“%(value)s” in “%(field)s” is neither yes nor no."),
    "status": _(
        "“%(value)s” is not known as the state of an appointment. It is taken as not known; set it by hand."
    ),
    "method": _("“%(value)s” is not known as a way of paying. The payment is taken without it."),
    "method_unpaid": _("“%(value)s” is not known as a way of paying. Nothing is noted as paid."),
    "language": _("“%(value)s” is not a language that we write in. Write Chinese, Russian or English."),
    "teeth": _("“%(value)s” in “%(field)s” is not a tooth. Write FDI numbers: 11 to 48, milk teeth 51 to 85."),
    "ledger_money": _(
        "“%(value)s” is a payment or an adjustment, not a treatment. Import payments as a file of their own, with "
        "date, patient, amount and way of paying."
    ),
    "teeth_universal": _(
        "“%(value)s” is counted in the American way (1–32, A–T). Write FDI numbers: 11 to 48, 51 to 85."
    ),
    "code_malformed": _(
        "The code “%(value)s” is misspelt. It is kept as it stands; compare it with the price list."
    ),
    "code_unknown": _("The code “%(value)s” is in none of the lists that we know. It is kept as it stands."),
    "category_unknown": _(
        "Neither code nor name says what kind of treatment “%(value)s” is. Choose its category in the price list."
    ),
    "phone_in_name": _("“%(value)s” stands beside the name and is read as the phone; the name is “%(name)s”."),
    "departed": _("“%(value)s” in “%(field)s” says that this person has died; the card says so too."),
    "number_in_name": _(
        "“%(value)s” is taken as the name, with a number in it that is not clearly a phone. Check the name."
    ),
    "name_missing": _("There is no name in this row. Fill it in and import the row again."),
    "patient_missing": _("The row does not say whom it is about. Fill in the patient's number, name or phone."),
    "treatment_missing": _("There is neither code nor name of a treatment in this row. Fill one in."),
    "total_row": _("This row is a total, not a record. It is left out."),
    "number_rounded": _(
        "A spreadsheet has rounded “%(value)s” in “%(field)s”. Format the column as text, save and import again."
    ),
    "text_too_long": _(
        "“%(field)s” is longer than %(limit)s characters. It is cut; shorten it if the end matters."
    ),
    "key_too_long": _("“%(field)s” is longer than %(limit)s characters. Shorten it and import the row again."),
}


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, in the language now active."""
    value = problem.text if len(problem.text) <= 60 else problem.text[:59] + "…"
    words = {**problem.params, "value": value, "field": str(LABELS.get(problem.field, problem.field))}
    return str(SENTENCES[problem.code]) % words
