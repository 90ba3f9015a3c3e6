"""What a person has said of the clinic when asked and of their own accord, and what the clinic owes them."""

from rapport.feedback.facts import complaints, surveys

SOURCES = (*surveys.SOURCES, *complaints.SOURCES)
DERIVED = ()
WRITTEN = ()
OWN = complaints.OWN
RELATED = (*surveys.RELATED, *complaints.RELATED)
