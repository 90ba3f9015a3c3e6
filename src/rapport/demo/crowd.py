"""The many: people and families who registered at a branch over the years, before anything happened to them."""

from datetime import date, timedelta
from itertools import count
from random import Random

from rapport.demo.cast import BRANCHES, SOURCE_WEIGHTS, SOURCES
from rapport.demo.chance import draw
from rapport.demo.life import MONTHS
from rapport.demo.shapes import DemoContact, DemoHousehold, DemoPerson
from rapport.demo.tables import chinese, english, russian

YEARS = 4
_HOUSES = (("single", 67), ("couple", 13), ("family", 20))
_INFLUENCE = (("", 950), ("entrepreneur", 30), ("opinion_leader", 12), ("official", 8))
# plainly invented numbers that the rules of the country nevertheless take for numbers
_PREFIXES = {
    "CN": ["+861380000", "+861390000", "+861360000", "+861590000", "+861880000"],
    "KZ": ["+7701000", "+7702000", "+7705000", "+7707000", "+7747000"],
}


class Crowd:
    """Makes people of one branch. All that is drawn is drawn from `rng`, so a seed makes the same people again."""

    def __init__(self, branch: str, rng: Random, today: date) -> None:
        self.branch, self.rng, self.today = BRANCHES[branch], rng, today
        self.households: list[DemoHousehold] = []
        self._numbers = count(1)
        phones = [f"{prefix}{n:04}" for prefix in _PREFIXES[self.branch.region] for n in range(10000)]
        self._phones = iter(rng.sample(phones, 4000))

    def people(self, number: int) -> list[DemoPerson]:
        made: list[DemoPerson] = []
        while len(made) < number:
            made += self._house()
        return made[:number]

    def _house(self) -> list[DemoPerson]:
        kind = draw(self.rng, _HOUSES)
        came = self.arrival()
        if kind == "single":
            return [self.adult(self.rng.choice(("female", "male")), self._age(18, 84, 35), came)]
        low, high, mode = (24, 80, 45) if kind == "couple" else (28, 48, 37)
        age = self._age(low, high, mode)
        sexes = ["female", "male"] if self.rng.random() < 0.65 else ["male", "female"]
        adults = [self.adult(sex, age + self.rng.randint(-2, 2), self._later(came)) for sex in sexes]
        if kind == "family" and self.rng.random() < 0.45:
            del adults[1]
        if len(adults) == 2:
            self._marry(*adults)
        children = self._children(adults, age) if kind == "family" else []
        return self._under_one_roof(adults + children)

    def arrival(self) -> date:
        """A day of registration: the clinic grows, and follows the season."""
        days = round(YEARS * 365.25) - 3
        while True:
            day = self.today - timedelta(days=1 + round(days * (1 - self.rng.random() ** 1.15)))
            if self.rng.random() < MONTHS[self.branch.key][day.month - 1]:
                return day

    def adult(self, sex: str, age: int, came: date) -> DemoPerson:
        person = self._named(sex, age, came)
        self._describe(person)
        self.reachable(person)
        return person

    def child(self, sex: str, age: int, came: date, parent: DemoPerson) -> DemoPerson:
        """A child with the surname of `parent`, without a phone of its own."""
        child = self._named(sex, age, came, like=parent)
        child.occupation = {"zh-hans": "学生", "ru": "школьник" if sex == "male" else "школьница"}.get(
            child.language, "pupil"
        )
        return child

    def _named(self, sex: str, age: int, came: date, like: DemoPerson | None = None) -> DemoPerson:
        family, given, middle, language = self._name(sex, age, like)
        order = (
            (family, given, middle) if self.branch.region == "KZ" and language != "en" else (given, middle, family)
        )
        full = family + given if language == "zh-hans" else " ".join(filter(None, order))
        kind = draw(self.rng, SOURCE_WEIGHTS)
        places = [place.name for place in SOURCES[self.branch.key] if place.kind == kind]
        return DemoPerson(
            key=f"{self.branch.key}-{next(self._numbers):04}",
            branch=self.branch.key,
            family_name=family,
            given_name=given,
            middle_name=middle,
            full_name=full,
            sex=sex,
            birth_date=self._born(age),
            language=language,
            registered_on=came,
            source=self.rng.choice(places),
        )

    def _name(self, sex: str, age: int, like: DemoPerson | None) -> tuple[str, str, str, str]:
        language = like.language if like else self._language()
        if language == "en":
            given = self.rng.choice(english.MALE if sex == "male" else english.FEMALE)
            return like.family_name if like else self.rng.choice(english.SURNAMES), given, "", language
        if language == "zh-hans":
            surname = like.family_name if like else self._chinese_surname()
            time = "young" if age < 22 else "middle" if age < 52 else "old"
            return surname, self.rng.choice(chinese.GIVEN[sex, time]), "", language
        return *self._russian(sex, language, like), language

    def _language(self) -> str:
        if self.branch.region == "CN":
            return self.rng.choices(("zh-hans", "en"), (97, 3))[0]
        return self.rng.choices(("ru", "kk", "en"), (82, 13, 5))[0]

    def _chinese_surname(self) -> str:
        return draw(self.rng, list(chinese.SURNAMES.items()))

    def _russian(self, sex: str, language: str, like: DemoPerson | None) -> tuple[str, str, str]:
        male, rng = sex == "male", self.rng
        surname = _of_a_man(like.family_name) if like else self._russian_surname(language)
        kazakh = surname in russian.KAZAKH_SURNAMES
        names = (
            (russian.KAZAKH_MALE if male else russian.KAZAKH_FEMALE)
            if kazakh
            else (russian.MALE if male else russian.FEMALE)
        )
        fathers = russian.KAZAKH_PATRONYMICS if kazakh else russian.PATRONYMICS
        middle = rng.choice(list(fathers.values()))[0 if male else 1] if rng.random() < 0.88 else ""
        return surname if male else russian.woman(surname), rng.choice(names), middle

    def _russian_surname(self, language: str) -> str:
        kazakh = language == "kk" or self.rng.random() < 0.5
        if not kazakh and self.rng.random() < 0.12:
            return self.rng.choice(russian.KOREAN_SURNAMES)
        return self.rng.choice(russian.KAZAKH_SURNAMES if kazakh else russian.SURNAMES)

    def _marry(self, one: DemoPerson, other: DemoPerson) -> None:
        """In Almaty a couple bears one name, in Hangzhou each keeps their own."""
        if one.language not in ("ru", "kk") or other.language not in ("ru", "kk"):
            return
        husband, wife = (one, other) if one.sex == "male" else (other, one)
        wife.family_name = russian.woman(husband.family_name)
        wife.full_name = " ".join(filter(None, (wife.family_name, wife.given_name, wife.middle_name)))

    def _children(self, adults: list[DemoPerson], age: int) -> list[DemoPerson]:
        parent = next((adult for adult in adults if adult.sex == "male"), adults[0])
        guardian = adults[0]
        children = []
        for _ in range(self.rng.choices((1, 2, 3), (66, 30, 4))[0]):
            years = self.rng.randint(3, max(4, min(16, age - 22)))
            child = self.child(
                self.rng.choice(("female", "male")), years, self._later(guardian.registered_on), parent
            )
            child.guardian = guardian.key
            children.append(child)
        return children

    def _under_one_roof(self, people: list[DemoPerson]) -> list[DemoPerson]:
        first = people[0]
        if len(people) > 1:
            name = {"zh-hans": f"{first.family_name}家", "ru": f"Семья: {first.family_name}"}.get(
                first.language, first.family_name
            )
            self.households.append(DemoHousehold(f"{first.key}-home", name))
        for person in people[1:]:
            person.address, person.travel_minutes = first.address, first.travel_minutes
        for person in people if len(people) > 1 else []:
            person.household = f"{first.key}-home"
        return people

    def _describe(self, person: DemoPerson) -> None:
        rng = self.rng
        table = {"zh-hans": chinese, "en": english}.get(person.language, russian)
        retired = person.age_on(self.today) >= 62
        pension = {"zh-hans": "退休", "en": "retired"}.get(person.language, "на пенсии")
        person.occupation = pension if retired else rng.choice(table.OCCUPATIONS)
        person.hobbies = ", ".join(rng.sample(table.HOBBIES, 2)) if rng.random() < 0.4 else ""
        person.travel_minutes = min(150, max(5, round(rng.lognormvariate(3.0, 0.55))))
        person.influence = draw(rng, _INFLUENCE) if 28 < person.age_on(self.today) < 70 else ""
        person.address = self._address()

    def _address(self) -> str:
        rng = self.rng
        if self.branch.region == "CN":
            place = f"杭州市{draw(rng, chinese.DISTRICTS)}{rng.choice(chinese.STREETS)}{rng.randint(1, 900)}号"
            return f"{place}{rng.randint(1, 18)}幢{rng.randint(1, 30)}0{rng.randint(1, 4)}室"
        return f"Алматы, ул. {rng.choice(russian.STREETS)}, {rng.randint(1, 180)}, кв. {rng.randint(1, 120)}"

    def reachable(self, person: DemoPerson) -> None:
        """Contact points, the phone first; three in a hundred gave none."""
        rng, tail = self.rng, person.key.rpartition("-")[2]
        if rng.random() < 0.97:
            person.contacts.append(DemoContact("phone", self.phone(), preferred=True))
        if self.branch.region == "CN" and rng.random() < 0.6:
            person.contacts.append(DemoContact("wechat", f"qinghe_{tail}"))
        if self.branch.region == "KZ" and rng.random() < 0.25:
            person.contacts.append(DemoContact("telegram", f"@qinghe_{tail}"))
        if rng.random() < 0.18 or person.language == "en":
            person.contacts.append(DemoContact("email", f"{self.branch.key}.{tail}@example.com"))

    def phone(self) -> str:
        return next(self._phones)

    def _age(self, low: int, high: int, mode: int) -> int:
        return round(self.rng.triangular(low, high, mode))

    def _born(self, age: int) -> date:
        return self.today - timedelta(days=round(age * 365.2425) + self.rng.randint(0, 364))

    def _later(self, day: date) -> date:
        return min(day + timedelta(days=round(self.rng.expovariate(1 / 60))), self.today - timedelta(days=1))


def _of_a_man(surname: str) -> str:
    return surname.removesuffix("а") if surname.endswith(("ова", "ева", "ёва", "ина")) else surname
