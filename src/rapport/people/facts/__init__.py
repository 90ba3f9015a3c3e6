"""What the record itself says about a person."""

from rapport.people.facts import contacts, doings, questionnaires, record

SOURCES = (*record.SOURCES, *contacts.SOURCES, *doings.SOURCES)
DERIVED = (*record.DERIVED, *contacts.DERIVED)
OWN = (*record.OWN, *questionnaires.OWN)
WRITTEN = record.WRITTEN
RELATED = doings.RELATED
