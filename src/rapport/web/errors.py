"""Pages for what went wrong: what happened, whether it was saved, what to do."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rapport.staff.models import User
from rapport.staff.roles import HIDDEN_AT_COUNTER, RIGHTS, Right
from rapport.web.sent_again import sent_from_an_older_page

NAMED_AT_MOST = 5


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the last sign-in or was sent from elsewhere; nothing was saved."""
    return sent_from_an_older_page(request) or render(request, "403_csrf.html", status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page or action that needs a right this user does not hold; names those who do. What counter mode alone
    takes from them is given back by switching it off."""
    user = request.user if isinstance(request.user, User) else None
    right = next((given for given in exception.args if isinstance(given, Right)), None)
    if user and user.at_counter and right in HIDDEN_AT_COUNTER and right in user.rights_of_roles:
        # what was sent cannot be opened: back to the page that it was sent from
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
        return render(request, "403.html", {"hidden": True, "back": back}, status=403)
    openers = list(_holders(right, user)) if right and user else []
    return render(request, "403.html", {"right": right, "openers": openers}, status=403)


def _holders(right: Right, asker: User) -> QuerySet[User]:
    """Colleagues with `right` at a branch of the asker's, at most a handful."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    branches = asker.branches_where(None)
    near = Q() if branches is None else Q(roles__branch=None) | Q(roles__branch__in=branches)
    held = User.objects.filter(near, roles__role__in=roles, is_active=True)
    return held.distinct().order_by("name")[:NAMED_AT_MOST]
