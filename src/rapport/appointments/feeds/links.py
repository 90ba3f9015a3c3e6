"""The private address of a feed: known to who holds it alone; a new one ends the one before."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from rapport.appointments.models import CalendarFeed
from rapport.appointments.models.calendar_feed import Shown
from rapport.lib import clock
from rapport.lib.keys import hash_of
from rapport.staff.models import User

_TOKEN_BYTES = 24  # 192 bits: nobody guesses one, and it stands for years
# between two notes that it was read
_A_WHILE = timedelta(minutes=10)


@transaction.atomic
def open_feed(user: User, shown: Shown = Shown.INITIALS) -> str:
    """The token of a new feed of `user`; the one before leads nowhere from now on. Nobody can look it up later:
    the database keeps its hash."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    revoke_feed(user)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    CalendarFeed.objects.create(user=user, token_hash=hash_of(token), shown=shown)
    return token


def revoke_feed(user: User) -> None:
    """What `user` has open leads nowhere from now on; nothing where there is none."""
    for feed in CalendarFeed.objects.open().filter(user=user):
        feed.revoked_at = clock.now()
        feed.save(update_fields=["revoked_at"])


def show_in_feed(feed: CalendarFeed, shown: Shown) -> None:
    """Say more or less of people from now on, at the same address."""
    feed.shown = shown
    feed.save(update_fields=["shown"])


def feed_of(token: str) -> CalendarFeed | None:
    """The feed at that address, while it is open and its user works here."""
    found = CalendarFeed.objects.open().filter(user__is_active=True, token_hash=hash_of(token))
    return found.select_related("user").first()


def note_reading(feed: CalendarFeed, content: bytes, *, at: datetime | None = None) -> None:
    """Write down that `content` is read now; `feed` then says since when it has been what it is (`changed_at`)."""
    at = at or clock.now()
    sha256 = hashlib.sha256(content).hexdigest()
    changed = sha256 != feed.content_sha256
    if not changed and feed.read_at is not None and at - feed.read_at < _A_WHILE:
        return
    feed.read_at = at
    if changed:
        feed.content_sha256, feed.changed_at = sha256, at
    # not a change by anybody: nothing for the audit
    CalendarFeed.objects.filter(pk=feed.pk).update(
        read_at=feed.read_at, content_sha256=feed.content_sha256, changed_at=feed.changed_at
    )
