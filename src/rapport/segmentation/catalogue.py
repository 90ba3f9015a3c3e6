"""Every fact there is, gathered from the apps that know them."""

from rapport.appointments import facts as appointment_facts
from rapport.care import facts as care_facts
from rapport.lib.facts import DerivedFact, Fact, FactSource
from rapport.people import facts as people_facts

_APPS = (people_facts, care_facts, appointment_facts)

SOURCES: tuple[FactSource, ...] = tuple(source for app in _APPS for source in app.SOURCES)
DERIVED: tuple[DerivedFact, ...] = tuple(fact for app in _APPS for fact in app.DERIVED)
FACTS: dict[str, Fact] = {
    fact.name: fact for facts in (*(source.facts for source in SOURCES), DERIVED) for fact in facts
}
