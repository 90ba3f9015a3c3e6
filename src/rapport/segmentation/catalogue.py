"""Every fact there is, gathered from the apps that know them."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from rapport.appointments import facts as appointment_facts
from rapport.care import facts as care_facts
from rapport.feedback import facts as feedback_facts
from rapport.lib.facts import DerivedFact, Fact, FactSource, FactType, RelatedRows, Tells, Unit
from rapport.loyalty import facts as loyalty_facts
from rapport.outreach import facts as outreach_facts
from rapport.people import facts as people_facts

APPS = (people_facts, care_facts, outreach_facts, appointment_facts, feedback_facts, loyalty_facts)

# worked out among all people of a branch (see refresh)
RANKED = (
    Fact("spend_rank", FactType.NUMBER, _("place by money spent in the branch"), tells=(Tells.MONEY,)),
    Fact(
        "spend_place",
        FactType.NUMBER,
        _("in the top by money spent"),
        unit=Unit.PERCENT,
        tells=(Tells.MONEY,),
    ),
)

SOURCES: tuple[FactSource, ...] = tuple(source for app in APPS for source in app.SOURCES)
DERIVED: tuple[DerivedFact, ...] = tuple(fact for app in APPS for fact in app.DERIVED)
# the columns of the wide table
COLUMNS: dict[str, Fact] = {
    fact.name: fact for facts in (*(source.facts for source in SOURCES), DERIVED, RANKED) for fact in facts
}
# everything that can be said of a person: those, and what is read from the record itself
FACTS: dict[str, Fact] = COLUMNS | {fact.name: fact for app in APPS for fact in app.OWN}
# what the clinic writes itself, of which words are made: a model and its columns
WRITTEN: tuple[tuple[type[Model], tuple[str, ...]], ...] = tuple(one for app in APPS for one in app.WRITTEN)
RELATED: tuple[RelatedRows, ...] = tuple(related for app in APPS for related in app.RELATED)


def facts_by_app() -> list[set[str]]:
    """The names of the facts of each app, from the ground up."""
    return [
        {
            fact.name
            for fact in (*(fact for source in app.SOURCES for fact in source.facts), *app.DERIVED, *app.OWN)
        }
        for app in APPS
    ]
