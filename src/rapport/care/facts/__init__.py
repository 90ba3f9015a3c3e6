"""What visits, treatments, payments, plans, findings and the dentist's judgement say about a person."""

from rapport.care.facts import categories, judgements, money, plans, treatments, visits

SOURCES = (*visits.SOURCES, *treatments.SOURCES, *money.SOURCES, *plans.SOURCES, *judgements.SOURCES)
# in this order: each may use those before it
DERIVED = (*money.DERIVED, *treatments.DERIVED, *judgements.DERIVED)
OWN = judgements.OWN
WRITTEN = categories.WRITTEN
RELATED = (*visits.RELATED, *treatments.RELATED, *plans.RELATED)
