"""A calendar outside reads a feed (BOO-3): a program that has nothing but the address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from rapport.appointments.feeds import feed_content, feed_of, note_reading
from rapport.web.limits import too_many

# of one address in ten minutes: addresses that lead nowhere
_MOST_GUESSES, _SECONDS = 60, 600


@require_safe
def ical(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar, or 304 where it is what was read before. What leads nowhere never says why."""
    feed = feed_of(token)
    if feed is None:
        return _leads_nowhere(request)
    content = feed_content(feed)
    note_reading(feed, content)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="appointments.ics"'
    etag, changed = f'"{feed.content_sha256}"', int(feed.changed_at.timestamp())
    response["ETag"], response["Last-Modified"] = etag, http_date(changed)
    # whoever stands between may not keep it, and whoever reads it asks again
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return get_conditional_response(request, etag, changed, response) or response


def _leads_nowhere(request: HttpRequest) -> HttpResponse:
    busy = too_many(request, "ical", most=_MOST_GUESSES, seconds=_SECONDS)
    response = HttpResponse(status=429 if busy else 404, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    if busy:
        response["Retry-After"] = str(_SECONDS)
    return response
