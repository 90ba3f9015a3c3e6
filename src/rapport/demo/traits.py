"""What the history leaves on a card: consents, tags, notes; and the few who died or stand on file twice."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from rapport.demo.cast import CARE, DESK
from rapport.demo.crowd import Crowd
from rapport.demo.diary import Diary
from rapport.demo.life import moment
from rapport.demo.shapes import DemoConsent, DemoNote, DemoPerson
from rapport.demo.tables.phrases import NOTES, OWN_TAGS

_NEEDS = {
    "checkup": "prevention", "hygiene": "prevention", "filling": "basic", "endodontic": "basic",
    "periodontic": "basic", "surgery": "basic", "restoration": "restoration", "implant": "implant",
    "orthodontic": "orthodontic",
    "paediatric": "paediatric", "whitening": "restoration", "other": "basic",
}  # fmt: skip
_CONSENTS = (("processing", 0.88), ("care", 0.72), ("marketing", 0.44), ("photos", 0.25))


def consent(person: DemoPerson, rng: Random, today: date) -> None:
    """Given at the first visit, without the first none of the others; a few took the marketing one back."""
    if not person.visits:
        return
    day = person.visits[0].day
    for purpose, share in _CONSENTS:
        if rng.random() > share:
            if purpose == "processing":
                return
            continue
        withdrawn = None
        if purpose == "marketing" and rng.random() < 0.06 and (today - day).days > 60:
            withdrawn = day + timedelta(days=rng.randint(30, (today - day).days))
        person.consents.append(DemoConsent(purpose, day, "paper", person.guardian, withdrawn))


def tag(person: DemoPerson, rng: Random) -> None:
    """The needs shown by treatments, who has visited, and now and then a word of the clinic's own."""
    needs = {_NEEDS[treatment.category] for visit in person.visits for treatment in visit.treatments}
    person.tags += sorted(needs - set(person.tags))
    if person.visits:
        person.tags.append("has_visited")
    if not person.visits and not person.tags and rng.random() < 0.6:
        person.tags.append(rng.choice(("prevention", "basic", "implant", "orthodontic")))
    if rng.random() < 0.12:
        own = OWN_TAGS[:3] if person.language == "zh-hans" else OWN_TAGS[4:]
        person.tags.append("English speaker" if person.language == "en" else rng.choice(own))


def annotate(person: DemoPerson, rng: Random, diary: Diary) -> None:
    """A note on every sixth card, written on the day of a visit."""
    if not person.visits or rng.random() > 0.17:
        return
    writer = rng.choice((DESK, CARE))[person.branch]
    day = rng.choice(person.visits).day
    text = rng.choice(NOTES.get(person.language, NOTES["en"]))
    person.notes.append(DemoNote(moment(diary, day, rng.randint(10, 17), rng.randint(0, 59)), writer, text))


def bury(people: list[DemoPerson], rng: Random, today: date, number: int) -> None:
    """A few of the old have died since their last visit; nothing lies ahead of them."""
    old = [p for p in people if p.visits and p.age_on(today) >= 66 and (today - p.visits[-1].day).days > 60]
    for person in rng.sample(old, min(number, len(old))):
        last = person.visits[-1].day
        person.deceased = True
        person.died_on = last + timedelta(days=rng.randint(20, (today - last).days - 5))
        person.appointments = [one for one in person.appointments if one.starts_at.date() < today]
        for plan in person.plans:
            plan.state = "lapsed" if plan.state in ("presented", "considering", "accepted") else plan.state


def enter_twice(people: list[DemoPerson], crowd: Crowd, rng: Random, number: int) -> list[DemoPerson]:
    """Second records of a few people, as they come to be: another spelling, or the same phone again."""
    once = [p for p in people if p.visits and not p.guardian and not p.household and p.contacts and not p.deceased]
    doubles = []
    for place, person in enumerate(rng.sample(once, number)):
        double = crowd.adult(person.sex, 40, max(person.registered_on, person.visits[-1].day))
        name = respelt(person)
        contacts = [replace(person.contacts[0])] if place % 2 else double.contacts
        doubles.append(
            replace(
                double,
                **name,
                birth_date=person.birth_date,
                language=person.language,
                contacts=contacts,
                address="",
                travel_minutes=None,
                hobbies="",
                remark="",
            )
        )
    return doubles


_SAME_SOUND = str.maketrans("晓敏静伟杰涛颖莉建军晨明文辉", "小闽婧炜洁韬影丽健君辰鸣雯晖")
_LATIN = {"ё": "е", "й": "и", "Ё": "Е"}


def respelt(person: DemoPerson) -> dict[str, Any]:
    """The name as someone else at the desk wrote it."""
    given = person.given_name.translate(_SAME_SOUND)
    family = "".join(_LATIN.get(letter, letter) for letter in person.family_name)
    if person.language == "zh-hans":
        return {"family_name": family, "given_name": given, "middle_name": "", "full_name": family + given}
    return {"family_name": family, "given_name": given, "middle_name": "", "full_name": f"{family} {given}"}
