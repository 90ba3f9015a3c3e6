"""How a view answers htmx: a part of the page instead of the whole, and sentences that become toasts."""

from collections.abc import Callable, Iterator, Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

GetResponse = Callable[[HttpRequest], HttpResponse]


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks, and so only a part of the page is to be given."""
    return bool(getattr(request, "htmx", False))


def render_page(
    request: HttpRequest, page: str, part: str, context: Mapping[str, object], status: int | None = None
) -> HttpResponse:
    """Render the template `page`, or for htmx its `part`, which `page` includes. 422 is for a form with errors."""
    response = render(request, part if wants_part(request) else page, dict(context), status=status)
    patch_vary_headers(response, ("HX-Request",))
    return response


def say(request: HttpRequest, text: object, undo: str = "") -> None:
    """Tell in a toast that `text` was done. POSTing to the path `undo` within 10 seconds takes it back."""
    messages.success(request, str(text), extra_tags=undo)


def say_refused(request: HttpRequest, text: object) -> None:
    """Tell in a toast that stays until closed that something was not done, why, and what to do."""
    messages.error(request, str(text))


def go_back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To the page that the form was sent from (`next`), where it is one of ours, else to that URL, or that of the
    name."""
    here = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(here, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(here if ours else resolve_url(otherwise))


def answer_htmx(get_response: GetResponse) -> GetResponse:
    """Middleware: views redirect and say things as on any page; here that becomes what htmx understands.

    Has to stand below the messages and below django_htmx.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not wants_part(request):
            return response
        if isinstance(response, HttpResponseRedirect):
            return _redirect(response)
        if response.status_code != 204 and (toasts := list(_toasts(request))):
            trigger_client_event(response, "toast", {"toasts": toasts})
        return response

    return answer


def _redirect(response: HttpResponseRedirect) -> HttpResponse:
    """Move the whole page."""
    moved = HttpResponseClientRedirect(response.url)
    moved.cookies = response.cookies
    return moved


def _toasts(request: HttpRequest) -> Iterator[dict[str, str]]:
    for message in messages.get_messages(request):
        yield {"text": str(message.message), "level": message.level_tag, "undo": message.extra_tags or ""}
