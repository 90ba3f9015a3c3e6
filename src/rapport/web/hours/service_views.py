"""Settings: what a time may be booked for, at every branch."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.appointments.models import Service
from rapport.appointments.planning import retire_service, return_service
from rapport.web.access import staff
from rapport.web.hours.frame import keeps_all, render_hours
from rapport.web.hours.meanwhile import read_meanwhile, status_of
from rapport.web.hours.service_forms import ServiceForm
from rapport.web.htmx import say


@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """Those that are given, in order; then those that are not any more."""
    found = Service.objects.select_related("category").prefetch_related("given_by")
    context = {
        "given": [one for one in found if one.retired_at is None],
        "retired": [one for one in found if one.retired_at is not None],
    }
    return render_hours(request, "services", None, context)


@require_http_methods(["GET", "POST"])
def service_new(request: HttpRequest) -> HttpResponse:
    _for_the_house(request)
    last = Service.objects.order_by("position").last()
    return _edit(request, Service(position=last.position + 1 if last else 0), _("New service"))


@require_http_methods(["GET", "POST"])
@transaction.atomic
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """What is booked stays as it was booked."""
    _for_the_house(request)
    found = get_object_or_404(Service.objects.select_for_update(), pk=pk)
    return _edit(request, found, str(found))


@require_POST
def retirement(request: HttpRequest, pk: int) -> HttpResponse:
    found = _service(request, pk)
    retire_service(found)
    say(request, _("%(what)s is not given any more. What is booked stays.") % {"what": found})
    return redirect("web:hours_services")


@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _service(request, pk)
    return_service(found)
    say(request, _("%(what)s is given again.") % {"what": found})
    return redirect("web:hours_services")


def _service(request: HttpRequest, pk: int) -> Service:
    _for_the_house(request)
    return get_object_or_404(Service.objects.select_related("category"), pk=pk)


def _for_the_house(request: HttpRequest) -> None:
    """Services are those of every branch: who keeps the hours of some reads them, and changes none."""
    if not keeps_all(staff(request)):
        raise Http404


def _edit(request: HttpRequest, service: Service, title: str) -> HttpResponse:
    now = ServiceForm(instance=service)
    before = now.sealed(service.pk)
    form = ServiceForm(request.POST, instance=service) if request.method == "POST" else now
    meanwhile = read_meanwhile(form, now, service.pk) if form.is_bound else None
    if meanwhile:
        form = ServiceForm(instance=service, initial=meanwhile.together)
    elif form.is_bound and form.is_valid():
        with transaction.atomic():
            saved = form.save()
        say(request, _("Saved: %(what)s") % {"what": saved})
        return redirect("web:hours_services")
    context = {"form": form, "title": title, "service": service, "meanwhile": meanwhile, "before": before}
    return render_hours(request, "service", None, context, status_of(form, meanwhile))
