from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from rapport.lib import clock
from rapport.lib.phone import read_phones
from rapport.staff.roles import Right

if TYPE_CHECKING:
    from rapport.staff.models.user import User

# ISO 4217 code → digits after the point, for the currencies offered
CURRENCIES = {
    "CNY": 2,
    "RUB": 2,
    "KZT": 2,
    "USD": 2,
    "EUR": 2,
    "GBP": 2,
    "HKD": 2,
    "TWD": 2,
    "BYN": 2,
    "UZS": 2,
}
_MIDNIGHT = time()
LANGUAGES = [("zh-hans", "中文"), ("ru", "Русский"), ("en", "English")]


def check_zone(name: str) -> None:
    if name not in clock.zones():
        raise ValidationError(
            _("“%(name)s” is not a time zone. Write it like Asia/Shanghai."), params={"name": name}
        )


def check_region(code: str) -> None:
    if code not in SUPPORTED_REGIONS:
        raise ValidationError(_("This is not a country code. China is CN, Russia RU, Kazakhstan KZ."))


class BranchQuerySet(models.QuerySet["Branch"]):
    def visible_to(self, user: User, right: Right | None = None) -> BranchQuerySet:
        """The branches at which `user` has `right` (any role at all when none is named)."""
        ids = user.branches_where(right)
        return self if ids is None else self.filter(pk__in=ids)


class Branch(models.Model):
    """One clinic of the house, with its own address, zone, currency, hours and language."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    # E.164; pages and messages of clients say whom to call
    phone = models.CharField(_("number to call"), max_length=20, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Asia/Shanghai", validators=[check_zone])
    region = models.CharField(
        _("country"),
        max_length=2,
        default="CN",
        validators=[check_region],
        help_text=_("Two letters; phone numbers are read by its rules."),
    )
    currency = models.CharField(
        _("currency"), max_length=3, default="CNY", choices=[(code, code) for code in CURRENCIES]
    )
    language = models.CharField(_("language"), max_length=8, choices=LANGUAGES, default="zh-hans")
    opens_at = models.TimeField(_("opens at"), default="09:00")
    closes_at = models.TimeField(_("closes at"), default="18:00")
    open_days = models.CharField(
        _("open days"), max_length=7, default="1234567", help_text=_("1 is Monday, 7 is Sunday.")
    )

    # what each administrator is to write down a day (BAS-3); None: no norm
    norm_cards = models.PositiveSmallIntegerField(
        _("cards a day, of each at the front desk"), null=True, blank=True
    )
    norm_questionnaires = models.PositiveSmallIntegerField(
        _("questionnaires a day, of each at the front desk"), null=True, blank=True
    )

    objects = BranchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("branch")
        verbose_name_plural = _("branches")

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def clean(self) -> None:
        """The number to call is kept as it is dialled from anywhere."""
        if self.phone and self.region in SUPPORTED_REGIONS:
            found = read_phones(self.phone, self.region)
            if len(found) != 1 or not found[0].valid or found[0].extension:
                raise ValidationError({"phone": _("This is not a phone number. Write one, with its area code.")})
            self.phone = found[0].e164

    def today(self) -> date:
        """The calendar day at this branch."""
        return clock.today(self.zone)

    def local(self, at: datetime) -> datetime:
        """The moment `at` by the clocks of this branch."""
        return at.astimezone(self.zone)

    def day_of(self, at: datetime) -> date:
        """The calendar day at this branch at the moment `at`."""
        return self.local(at).date()

    def wall_clock(self, at: datetime) -> datetime:
        """As `local`, but without a zone: a page would turn a moment that has one to the clock of the reader."""
        return self.local(at).replace(tzinfo=None)

    def moment(self, day: date, at: time = _MIDNIGHT) -> datetime:
        """When the clocks of this branch show `at` on `day`; without `at`, when the day begins."""
        return datetime.combine(day, at, self.zone)
