"""Scripts: what is read out on each list, how each version does, and writing a new one (CAM-4)."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from rapport.lib.refusal import Refused
from rapport.lib.storable import storable
from rapport.outreach.models import REACHED, Call, ScriptVersion, WorkList
from rapport.outreach.scripts.force import InForce, script_in_force, write_script
from rapport.outreach.scripts.reading import KNOWN, Approach, as_text
from rapport.staff.models import User
from rapport.staff.models.branch import LANGUAGES
from rapport.staff.roles import Right
from rapport.web.access import staff
from rapport.web.htmx import say

# lists that people are called from
CALLED = tuple(one for one in WorkList if one not in (WorkList.STEWARD, WorkList.OWN))


# whom a step is for alone, in the words of the reader
_APPROACHES = {
    Approach.ACUTE_PAIN: gettext_lazy("after acute pain"),
    Approach.WHITENING: gettext_lazy("after whitening"),
    Approach.HYGIENE: gettext_lazy("after a cleaning"),
}


@dataclass(frozen=True)
class VersionLine:
    """How one version did: calls, of them reached, booked and refused; shares in per cent of those reached."""

    version: ScriptVersion
    calls: int
    reached: int
    booked: int
    refused: int

    @property
    def booked_share(self) -> int | None:
        return round(100 * self.booked / self.reached) if self.reached else None

    @property
    def refused_share(self) -> int | None:
        return round(100 * self.refused / self.reached) if self.reached else None


def _may_look(user: User) -> None:
    if not (user.may(Right.MAKE_CALLS) or user.may(Right.WRITE_SCRIPTS)):
        raise PermissionDenied(Right.MAKE_CALLS)


@require_GET
def scripts(request: HttpRequest) -> HttpResponse:
    """Every list with its script in each language."""
    _may_look(staff(request))
    rows = [(one, [(code, name, script_in_force(one.value, code)) for code, name in LANGUAGES]) for one in CALLED]
    return render(request, "calls/scripts.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def script(request: HttpRequest, work_list: str, language: str) -> HttpResponse:
    """One script: read it, see how its versions do, write a new version where one may."""
    user = staff(request)
    _may_look(user)
    if work_list not in CALLED or language not in dict(LANGUAGES):
        raise Http404
    found = script_in_force(work_list, language)
    text, name, wrong = as_text(found.steps) if found else "", found.name if found else "", ""
    if request.method == "POST":
        if not user.may(Right.WRITE_SCRIPTS):
            raise PermissionDenied(Right.WRITE_SCRIPTS)
        text = storable(request.POST.get("text", ""))
        name = storable(request.POST.get("name", "")).strip()[:120]
        try:
            written = write_script(
                work_list, language, name=name or str(WorkList(work_list).label), text=text, by=user
            )
        except Refused as refused:
            wrong = refused.message
        else:
            say(request, _("Version %(number)s is read from now.") % {"number": written.number})
            return redirect("web:script", work_list, language)
    context = _shown(user, work_list, language, found) | {"text": text, "name": name, "wrong": wrong}
    return render(request, "calls/script_page.html", context, status=422 if wrong else 200)


def _shown(user: User, work_list: str, language: str, found: InForce | None) -> dict[str, object]:
    return {
        "list": WorkList(work_list),
        "language": language,
        "language_name": dict(LANGUAGES)[language],
        "found": found,
        "steps": [(step, [_APPROACHES[Approach(one)] for one in step.only_for]) for step in found.steps]
        if found
        else [],
        "versions": version_lines(user, work_list, language),
        "may_write": user.may(Right.WRITE_SCRIPTS),
        "placeholders": KNOWN,
        "approaches": ", ".join(f"@{one}" for one in Approach if one != Approach.USUAL),
    }


def version_lines(user: User, work_list: str, language: str) -> list[VersionLine]:
    """How each version of a script did, of the calls that `user` may know of. Two queries."""
    versions = ScriptVersion.objects.filter(script__work_list=work_list, script__language=language)
    calls = Call.objects.visible_to(user).filter(version__in=versions).exclude(outcome="").order_by()
    told = calls.values("version").annotate(
        all=Count("pk"),
        reached=Count("pk", filter=Q(outcome__in=REACHED)),
        booked=Count("pk", filter=Q(outcome="booked")),
        refused=Count("pk", filter=Q(outcome__in=("refused", "never"))),
    )
    counted = {row["version"]: row for row in told}
    none = {"all": 0, "reached": 0, "booked": 0, "refused": 0}
    return [
        VersionLine(one, row["all"], row["reached"], row["booked"], row["refused"])
        for one in versions.select_related("by")
        for row in (counted.get(one.pk, none),)
    ]
