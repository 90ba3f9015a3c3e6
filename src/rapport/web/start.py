"""The first page by role, the language switch, and the pages that need no screen of their own."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from rapport.people.models import Patient
from rapport.staff.models import User
from rapport.staff.roles import Right, Role
from rapport.web.limits import too_many
from rapport.web.middleware import LANGUAGE_COOKIE

A_YEAR = 60 * 60 * 24 * 365
# each leaves a session: of one address in ten minutes
_MOST_DEMO_SIGN_INS = 300


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """To the page this person's work begins on."""
    user = request.user
    assert isinstance(user, User)
    if user.main_role == Role.CUSTOMER_SERVICE:
        return redirect("web:calls")
    if user.main_role == Role.OWNER and user.may(Right.SEE_INSIGHTS) and Patient.objects.exists():
        return redirect("web:insights_base")
    return redirect("web:today" if user.may(Right.SEE_TODAY) else "web:patients")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read in another language from now on: kept with the user, and in this browser for the sign-in page."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise Http404
    if isinstance(request.user, User):
        request.user.language = code
        request.user.save(update_fields=["language"])
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if safe else "web:start")
    response.set_cookie(LANGUAGE_COOKIE, code, max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For load balancers, every few seconds: 200 while the database answers, 503 and no fault in the log else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"ok": False}, status=503)
    return JsonResponse({"ok": True})


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people with one click; does not exist outside the demo."""
    if not settings.RAPPORT_DEMO:
        raise Http404
    if too_many(request, "demo", most=_MOST_DEMO_SIGN_INS, seconds=600):
        return HttpResponse(status=429)
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)
    return redirect("web:start")
