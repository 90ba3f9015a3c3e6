"""For what, and by which ways, the clinic turns to people."""

from rapport.people.models.consent import Channel
from rapport.people.models.consent_text import Purpose

# the other purposes of a consent are for what the clinic keeps, not for what it says
TO_WRITE_FOR = (Purpose.CARE, Purpose.MARKETING)
BY_MESSAGE = (Channel.SMS, Channel.EMAIL, Channel.WECHAT, Channel.TELEGRAM)
