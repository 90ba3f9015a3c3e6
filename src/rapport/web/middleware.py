"""What every answer gets: a strict content security policy, nothing kept by the browser, and the reader's language
and clock."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from rapport.staff.models import User

GetResponse = Callable[[HttpRequest], HttpResponse]

# nothing inline, nothing from another host
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
    )
)
LANGUAGE_COOKIE = "language"


def content_security_policy(get_response: GetResponse) -> GetResponse:
    def add(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return add


def kept_by_no_browser(get_response: GetResponse) -> GetResponse:
    """A page that somebody signed in has read is asked for anew: “back” on a device that was handed to a client,
    or that another signs in on, shows nothing of it (REC-12)."""

    def forbid(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(request.user, User) and response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return forbid


def language_of_the_reader(get_response: GetResponse) -> GetResponse:
    """The language the user chose, else this browser's last choice, else what the browser asks for."""

    def choose(request: HttpRequest) -> HttpResponse:
        chosen = getattr(request.user, "language", "") or request.COOKIES.get(LANGUAGE_COOKIE, "")
        if not (chosen and translation.check_for_language(chosen)):
            chosen = translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = translation.get_language() or "en"
            response = get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return choose


def clock_of_the_reader(get_response: GetResponse) -> GetResponse:
    """Moments are read by the clock of the branch where the reader works; a page about one branch or one person
    takes theirs."""

    def choose(request: HttpRequest) -> HttpResponse:
        with timezone.override(request.user.zone if isinstance(request.user, User) else None):
            return get_response(request)

    return choose
