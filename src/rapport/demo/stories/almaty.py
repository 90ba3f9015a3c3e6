"""The people of the stories in Almaty."""

from rapport.demo.cast import source
from rapport.demo.life import Life
from rapport.demo.shapes import DemoContact, DemoPerson, DemoPlan
from rapport.demo.stories.teller import Teller


def tell_almaty(tell: Teller) -> None:
    for story in (_sleeping_family, _expatriate, _overdue_braces):
        story(tell)


def _sleeping_family(tell: Teller) -> None:
    """The Kovalyovs: mother, father and daughter have not been seen for over a year, a crown is unfinished."""
    marina, anton, alisa = _kovalyovs(tell)
    _marinas_mouth(tell, marina)
    for days in (1295, 930, 560):
        tell.life(anton).visit(
            tell.day(days), ["filling"], "suleimenova", teeth="26", waiting=14, resolution="resolved"
        )
    for days in (1095, 880, 640, 410):
        tell.life(alisa).visit(tell.day(days), ["fluoride"], "kim", waiting=8, resolution="resolved")
    tell.note(marina, 404, "belova", "Ценит приём без ожидания, не любит звонки до 17:00. На «вы».")
    tell.note(alisa, 410, "belova", "Про брекеты мама решит сама, не предлагать.")


def _kovalyovs(tell: Teller) -> tuple[DemoPerson, DemoPerson, DemoPerson]:
    marina = tell.enter(
        "sleeping family",
        ("Ковалёва", "Марина", "Сергеевна"),
        "female",
        tell.born(44),
        1360,
        occupation="бухгалтер",
        travel_minutes=35,
    )
    anton = tell.enter(
        "sleeping family", ("Ковалёв", "Антон", "Викторович"), "male", tell.born(46), 1300, occupation="инженер"
    )
    alisa = tell.enter(
        "sleeping family",
        ("Ковалёва", "Алиса", "Антоновна"),
        "female",
        tell.born(12),
        1100,
        occupation="школьница",
    )
    alisa.guardian = marina.key
    alisa.contacts.clear()
    tell.home("Семья Ковалёвых", marina, anton, alisa)
    for person, since in ((marina, 1360), (anton, 1300)):
        tell.agree(person, "processing", "care", "marketing", since=since)
    tell.agree(alisa, "processing", since=1100, by=marina.key)
    return marina, anton, alisa


def _marinas_mouth(tell: Teller, marina: DemoPerson) -> None:
    """The root canal that no crown followed."""
    hers = tell.life(marina)
    for days in (1355, 1170, 985, 800, 620):
        hers.visit(tell.day(days), ["checkup", "hygiene"], "astakhov", waiting=6, resolution="resolved")
    hers.visit(
        tell.day(445),
        ["root_open", "xray"],
        "astakhov",
        teeth="46",
        waiting=35,
        resolution="partly",
        complaint="Ноет 46",
    )
    hers.visit(tell.day(434), ["root_fill", "xray"], "astakhov", teeth="46", waiting=12, resolution="resolved")
    hers.visit(tell.day(404), ["checkup", "hygiene"], "astakhov", waiting=5, resolution="resolved")
    marina.plans.append(
        DemoPlan("almaty", "astakhov", "Коронка 46", "46", "restoration", 15_000_000, "accepted", tell.day(434))
    )


def _expatriate(tell: Teller) -> None:
    """Helen Marsh speaks English, knows many people and is thinking about an implant."""
    helen, paul, ivy = _marshes(tell)
    life = tell.life(helen)
    _helens_mouth(tell, life)
    for person, days in ((paul, 700), (ivy, 500)):
        tell.life(person).visit(tell.day(days), ["checkup", "hygiene"], "kim", waiting=7, resolution="resolved")
    life.book(tell.day(-48), ["checkup", "hygiene"], "astakhov", state="booked")
    tell.note(
        helen,
        2,
        "priya",
        "“Lovely consultation. Let me talk it over at home.” Wait for her; then one call from Dr Astakhov.",
    )
    _helens_friends(tell, helen)


def _marshes(tell: Teller) -> tuple[DemoPerson, DemoPerson, DemoPerson]:
    helen = tell.enter(
        "expatriate", ("Marsh", "Helen", ""), "female", tell.born(52), 1290,
        language="en", occupation="architect", hobbies="hiking, sketching", travel_minutes=50,
    )  # fmt: skip
    paul = tell.enter(
        "expatriate", ("Marsh", "Paul", ""), "male", tell.born(54), 1200, language="en", occupation="consultant"
    )
    ivy = tell.enter(
        "expatriate", ("Marsh", "Ivy", ""), "female", tell.born(15), 1100, language="en", occupation="pupil"
    )
    ivy.guardian = helen.key
    ivy.contacts.clear()
    helen.contacts = [
        DemoContact("phone", tell.crowd.phone(), label="after 17:00", preferred=True),
        DemoContact("email", "helen.marsh@example.com"),
    ]
    tell.home("Marsh", helen, paul, ivy)
    tell.agree(helen, "processing", "care", "marketing", since=1290)
    tell.agree(paul, "processing", since=1200)
    tell.agree(ivy, "processing", since=1100, by=helen.key)
    return helen, paul, ivy


def _helens_mouth(tell: Teller, life: Life) -> None:
    """Check-ups, two crowns that were made anew, and the implant."""
    for days in (1285, 1090, 905, 720, 540, 313):
        life.visit(tell.day(days), ["checkup", "hygiene"], "astakhov", waiting=5, resolution="resolved")
    life.visit(
        tell.day(142),
        ["crown_prep"],
        "astakhov",
        teeth="14, 15",
        waiting=35,
        resolution="partly",
        complaint="Two old crowns",
    )
    life.visit(
        tell.day(130),
        ["crown"],
        "astakhov",
        quantity={"crown": 2},
        teeth="14, 15",
        waiting=6,
        resolution="resolved",
    )
    life.visit(tell.day(3), ["implant_talk", "cbct"], "astakhov", teeth="36", waiting=4, resolution="partly")
    life.person.plans.append(
        DemoPlan(
            "almaty",
            "astakhov",
            "Implant 36",
            "36",
            "implant",
            48_500_000,
            "considering",
            tell.day(3),
            tell.day(-12),
        )
    )


def _helens_friends(tell: Teller, helen: DemoPerson) -> None:
    for name, sex, since in (
        (("Ito", "Wes", ""), "male", 50),
        (("Lindqvist", "Ana", ""), "female", 610),
        (("Novak", "Julia", ""), "female", 300),
    ):
        friend = tell.enter("friend of Helen", name, sex, tell.born(41), since, language="en", referrer=helen.key)
        friend.source = source("almaty", "referral")
        tell.life(friend).visit(tell.day(since - 5), ["checkup", "hygiene"], "astakhov", waiting=6)


def _overdue_braces(tell: Teller) -> None:
    """Рудаков Пётр has had two appointments for his braces pass and comes today."""
    pyotr = tell.enter(
        "missed twice", ("Рудаков", "Пётр", "Андреевич"), "male", tell.born(24), 420, occupation="студент"
    )
    tell.agree(pyotr, "processing", "care", since=420)
    life = tell.life(pyotr)
    life.visit(tell.day(415), ["braces_talk", "cbct"], "kim", waiting=9, resolution="resolved")
    life.visit(tell.day(395), ["braces_metal"], "kim", waiting=10, resolution="resolved")
    for days in (360, 325, 290, 255, 220):
        life.visit(tell.day(days), ["braces_visit"], "kim", waiting=8, resolution="resolved")
    life.miss(tell.day(150), ["braces_visit"], "kim")
    life.miss(tell.day(95), ["braces_visit"], "kim")
    pyotr.plans.append(
        DemoPlan("almaty", "kim", "Брекет-система", "", "orthodontic", 67_800_000, "accepted", tell.day(415))
    )
    life.book(
        tell.today, ["braces_visit"], "kim", at=10 * 60, state="confirmed"
    ).remark = "Две неявки, перезвонили накануне."
