"""Appointments in calendars outside the clinic (BOO-1, BOO-3): a dentist's own feed, and one for a client."""

from rapport.appointments.feeds.links import feed_of, note_reading, open_feed, revoke_feed, show_in_feed
from rapport.appointments.feeds.reading import feed_content, one

__all__ = ["feed_content", "feed_of", "note_reading", "one", "open_feed", "revoke_feed", "show_in_feed"]
