"""One person's life with the clinic: appointments kept and missed, visits, payments, plans."""

from datetime import date, datetime, timedelta
from math import log
from random import Random

from rapport.demo.cast import BRANCHES, GENERAL, ORTHODONTIST, SURGEON, WAITING, dentists
from rapport.demo.chance import draw
from rapport.demo.courses import COURSES, PLANNED, QUANTITIES, Habit
from rapport.demo.diary import Diary
from rapport.demo.shapes import DemoAppointment, DemoPayment, DemoPerson, DemoPlan, DemoTreatment, DemoVisit
from rapport.demo.tables.bookings import BOOKED, booked_as
from rapport.demo.tables.phrases import COMPLAINTS
from rapport.demo.tables.services import SERVICES

# how willingly people come, by month: in Hangzhou little around the Spring Festival and much in the summer
# holidays, in Almaty little in January and much in autumn; and by weekday
MONTHS = {
    "binjiang": (0.8, 0.45, 0.8, 0.8, 0.75, 0.8, 1.0, 1.0, 0.75, 0.7, 0.85, 0.95),
    "almaty": (0.5, 0.75, 0.7, 0.85, 0.65, 0.7, 0.65, 0.9, 1.0, 0.95, 0.9, 0.85),
}
WEEKDAYS = (0.75, 0.7, 0.75, 0.8, 0.85, 1.0, 0.7)
METHODS = {
    "binjiang": (("wallet", 70), ("card", 16), ("transfer", 6), ("cash", 6), ("insurance", 2)),
    "almaty": (("wallet", 42), ("card", 38), ("cash", 12), ("insurance", 8)),
}
_BIG = {"binjiang": 500_000, "almaty": 20_000_000}  # from here on people pay in parts
_STEP = {"binjiang": 100, "almaty": 50_000}  # amounts are rounded to this
_TEETH = {
    "implant": ["36", "46", "26", "16", "37", "47", "35"],
    "restoration": ["16", "26", "36", "46", "14", "25"],
    "surgery": ["18", "28", "38", "48"],
    "filling": ["16", "17", "26", "36", "37", "46", "47", "25", "14"],
    "endodontic": ["36", "46", "26", "16", "47"],
    "paediatric": ["54", "64", "74", "84", "75", "85"],
}


_LAST_BOOKING = 60  # days ahead that people book


class Life:
    """Writes the history of one person up to `today`, and what is booked after it."""

    def __init__(self, person: DemoPerson, diary: Diary, rng: Random, today: date) -> None:
        self.person, self.diary, self.rng, self.today = person, diary, rng, today
        self.branch = person.branch
        self.steward = rng.choices(dentists(self.branch), (3, 2, 4))[0]
        # most keep their word; a few seldom do
        self.misses = rng.choices((0.035, 0.15, 0.35), (84, 12, 4))[0]
        self.discount = rng.choices((0, 0.05, 0.1), (60, 30, 10))[0]

    def follow(self, habit: Habit) -> None:
        """Live by a habit from registration until it breaks off or reaches today."""
        courses, day = habit.first, self.person.registered_on + timedelta(days=self.rng.randint(0, 12))
        while courses:
            name = self.rng.choices(list(courses), list(courses.values()))[0]
            ended = self.course(name, day)
            if ended is None or self.rng.random() < habit.stops:
                return
            courses, day = habit.later, ended + timedelta(days=self.rng.randint(*habit.gap))

    def course(self, name: str, day: date) -> date | None:
        """One course of treatment. The day it ended; None when it broke off or goes on after today."""
        steps = [(gap, services.split()) for gap, services in COURSES[name]]
        teeth, quantity = self._teeth(steps[-1][1][0]), self._quantities(name)
        plan: DemoPlan | None = None
        for number, (gap, services) in enumerate(steps):
            day = self._willing(day + timedelta(days=gap + (self.rng.randint(0, 6) if number else 0)))
            came = self.attend(day, services, quantity, teeth)
            if came is None or (number and self.rng.random() < 0.015):
                return None
            day = came
            if number == 0 and name in PLANNED:
                plan = self.plan(name, day, quantity, teeth)
                if plan.state != "accepted":
                    return None
        if plan:
            plan.state = "done"
        return day

    def plan(self, name: str, day: date, quantity: dict[str, int], teeth: str) -> DemoPlan:
        """What is laid before the person at the first visit of a big course, and what they say to it."""
        services = [service for _, step in COURSES[name][1:] for service in step.split()]
        amount = sum(self._price(service) * quantity.get(service, 1) for service in services)
        age = (self.today - day).days
        answers = ("accepted", "considering", "presented", "declined", "lapsed")
        weights = (64, 22, 14, 0, 0) if age < 40 else (64, 6, 2, 15, 13)
        state = self.rng.choices(answers, weights)[0]
        thinking = day + timedelta(days=14) if state in ("considering", "presented") else None
        title = PLANNED[name].get(self.person.language) or PLANNED[name][BRANCHES[self.branch].language]
        category = SERVICES[COURSES[name][-1][1].split()[0]].category
        made = DemoPlan(self.branch, self._dentist(category), title, teeth, category, amount, state, day, thinking)
        self.person.plans.append(made)
        return made

    def attend(self, day: date, services: list[str], quantity: dict[str, int], teeth: str) -> date | None:
        """Come on `day` or, after an appointment missed or put off, later. None when that lies ahead of today."""
        dentist = self._dentist(SERVICES[services[0]].category)
        while day < self.today:
            fate = self.rng.random()
            if fate > self.misses + 0.09:
                visit = self.visit(day, services, dentist, quantity=quantity, teeth=teeth)
                return visit.day if visit.day < self.today else None
            self._keep(day, services, dentist, "no_show" if fate < self.misses else "cancelled")
            day = self._willing(day + timedelta(days=self.rng.randint(4, 21)))
        if (day - self.today).days <= _LAST_BOOKING and self.rng.random() < 0.75:
            self.book(day, services, dentist)
        return None

    def visit(
        self,
        day: date,
        services: list[str],
        dentist: str,
        *,
        quantity: dict[str, int] | None = None,
        teeth: str = "",
        waiting: int | None = None,
        complaint: str = "",
        resolution: str = "",
        remark: str = "",
    ) -> DemoVisit:
        """An appointment kept, with treatments and payments. It may slip to the next day with a free chair."""
        appointment = self._keep(day, services, dentist, "done")
        waited = self._waited(dentist, day) if waiting is None else waiting
        early = min(waited, self.rng.randint(0, 8))
        appointment.arrived_at = appointment.starts_at - timedelta(minutes=early)
        visit = DemoVisit(
            branch=self.branch,
            day=appointment.starts_at.date(),
            started_at=appointment.arrived_at + timedelta(minutes=waited),
            dentist=dentist,
            complaint=complaint or self._complaint(services[0]),
            resolution=resolution or self.rng.choices(("resolved", "partly", "not"), (80, 16, 4))[0],
            waiting_minutes=waited,
            treatments=[self._treatment(service, (quantity or {}).get(service, 1), teeth) for service in services],
            remark=remark,
        )
        visit.payments = self._payments(visit)
        appointment.visit = visit
        self.person.visits.append(visit)
        return visit

    def book(
        self, day: date, services: list[str], dentist: str, *, at: int | None = None, state: str = ""
    ) -> DemoAppointment:
        """Keep a time ahead, `at` this minute of the day where given."""
        if not state:
            sure = (0.8, 0.6, 0.4)[min((day - self.today).days, 2)]
            state = "confirmed" if self.rng.random() < sure else "booked"
        return self._keep(day, services, dentist, state, at)

    def miss(self, day: date, services: list[str], dentist: str) -> DemoAppointment:
        """An appointment to which the person did not come."""
        return self._keep(day, services, dentist, "no_show")

    def _keep(
        self, day: date, services: list[str], dentist: str, state: str, at: int | None = None
    ) -> DemoAppointment:
        booked = booked_as(services)
        minutes = max(30, sum(SERVICES[service].minutes for service in services))
        taken = minutes + BOOKED[booked].buffer
        if at is None:
            starts = self.diary.find(self.rng, day, dentist, taken)
        else:
            starts = self.diary.take(day, dentist, at, taken)
        service = SERVICES[services[0]]
        asked = min(starts.date(), self.today) - timedelta(days=self.rng.randint(0, 25))
        appointment = DemoAppointment(
            branch=self.branch,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=minutes),
            dentist=dentist,
            chair=str(1 + dentists(self.branch).index(dentist)),
            service=service.offers[self.branch][1],
            category=service.category,
            state=state,
            booked_on=max(asked, self.person.registered_on),
            booked=booked,
        )
        self.person.appointments.append(appointment)
        return appointment

    def _willing(self, day: date) -> date:
        """`day`, or one soon after it that suits season and weekday better."""
        for _ in range(8):
            if self.rng.random() < MONTHS[self.branch][day.month - 1] * WEEKDAYS[day.weekday()]:
                break
            day += timedelta(days=self.rng.randint(1, 5))
        return day

    def _dentist(self, category: str) -> str:
        if category in ("implant", "surgery"):
            return SURGEON[self.branch]
        if category in ("orthodontic", "paediatric"):
            return ORTHODONTIST[self.branch]
        return self.steward if self.rng.random() < 0.7 else GENERAL[self.branch]

    def _waited(self, dentist: str, day: date) -> int:
        crowded = 1.4 if day.weekday() == 5 else 1.0
        return min(75, round(self.rng.lognormvariate(log(WAITING[dentist] * crowded * 0.85), 0.65)))

    def _complaint(self, service: str) -> str:
        said = COMPLAINTS[self.person.language if self.person.language in COMPLAINTS else "en"]
        category = SERVICES[service].category
        if self.person.age_on(self.today) < 14 and category != "orthodontic":
            category = "paediatric"
        again = f"{category} again"
        return self.rng.choice(said[again if again in said and not service.endswith("_talk") else category])

    def _teeth(self, service: str) -> str:
        return self.rng.choice(_TEETH.get(SERVICES[service].category, [""]))

    def _quantities(self, course: str) -> dict[str, int]:
        services = {service for _, step in COURSES[course] for service in step.split()}
        drawn = {service: draw(self.rng, QUANTITIES[service]) for service in sorted(services & set(QUANTITIES))}
        if "implant_place" in drawn:
            drawn["implant_crown"] = drawn["implant_open"] = drawn["implant_place"]
        return drawn

    def _price(self, service: str) -> int:
        step = _STEP[self.branch]
        return round(SERVICES[service].offers[self.branch][2] * 100 * (1 - self.discount) / step) * step

    def _treatment(self, service: str, quantity: int, teeth: str) -> DemoTreatment:
        code, name, _ = SERVICES[service].offers[self.branch]
        category = SERVICES[service].category
        on_teeth = teeth if category in _TEETH else ""
        return DemoTreatment(category, code, name, on_teeth, quantity, self._price(service) * quantity)

    def _payments(self, visit: DemoVisit) -> list[DemoPayment]:
        """At once; big sums in three parts, of which some are still to come; a few leave something open."""
        method = draw(self.rng, METHODS[self.branch])
        amount = visit.amount
        if amount >= _BIG[self.branch] and self.rng.random() < 0.5:
            parts = [(0, amount // 2), (30, amount // 4), (60, amount - amount // 2 - amount // 4)]
        elif self.rng.random() < 0.015:
            parts = [(0, amount // 2)]
        else:
            parts = [(0, amount)]
        days = [(visit.day + timedelta(days=after), part) for after, part in parts]
        return [DemoPayment(day, part, method) for day, part in days if part and day <= self.today]


def moment(diary: Diary, day: date, hour: int, minute: int = 0) -> datetime:
    """A time of day at the branch."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=diary.zone)
