"""Puts the people of the stories into the clinic before the crowd comes."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from rapport.demo.crowd import Crowd
from rapport.demo.diary import Diary
from rapport.demo.life import Life, moment
from rapport.demo.shapes import DemoConsent, DemoHousehold, DemoNote, DemoPerson


class Teller:
    """Tells the stories of one branch, into its diary, before the crowd comes."""

    def __init__(self, crowd: Crowd, diary: Diary, rng: Random, today: date) -> None:
        self.crowd, self.diary, self.rng, self.today = crowd, diary, rng, today
        self.people: list[DemoPerson] = []
        self.households: list[DemoHousehold] = []

    def day(self, days: int) -> date:
        """So many days before today; after it when below zero."""
        return self.today - timedelta(days=days)

    def enter(
        self,
        story: str,
        name: tuple[str, str, str],
        sex: str,
        born: date,
        since: int,
        *,
        language: str = "",
        **facts: Any,
    ) -> DemoPerson:
        """A person of this story on file for `since` days, with the phone and address of anybody."""
        branch = self.diary.branch
        anybody = self.crowd.adult(sex, 40, self.day(since))
        family, given, middle = name
        spoken = language or branch.language
        order = (given, middle, family) if spoken == "en" else (family, given, middle)
        full = ("" if spoken == "zh-hans" else " ").join(filter(None, order))
        person = replace(
            anybody,
            family_name=family,
            given_name=given,
            middle_name=middle,
            full_name=full,
            birth_date=born,
            language=spoken,
            story=story,
            influence="",
            **facts,
        )
        self.people.append(person)
        return person

    def life(self, person: DemoPerson) -> Life:
        life = Life(person, self.diary, self.rng, self.today)
        life.discount = 0
        return life

    def agree(self, person: DemoPerson, *purposes: str, since: int, by: str = "") -> None:
        for purpose in purposes:
            person.consents.append(DemoConsent(purpose, self.day(since), "paper", by))

    def note(self, person: DemoPerson, days: int, by: str, text: str, hour: int = 11) -> None:
        person.notes.append(DemoNote(moment(self.diary, self.day(days), hour), by, text))

    def home(self, name: str, *people: DemoPerson) -> None:
        key = f"{people[0].key}-home"
        self.households.append(DemoHousehold(key, name))
        for person in people:
            person.household, person.address = key, people[0].address
            person.travel_minutes = people[0].travel_minutes

    def born(self, age: int, birthday_in: int = 140) -> date:
        """The birth date of someone who turns `age` + 1 in so many days."""
        next_birthday = self.today + timedelta(days=birthday_in)
        year = next_birthday.year - age - 1
        leap_day = (next_birthday.month, next_birthday.day) == (2, 29)
        return date(year, 2, 28) if leap_day else next_birthday.replace(year=year)
