"""Segments: the list of them, making and changing one, sharing it, taking it away."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rapport.criteria.problems import CriterionRefused
from rapport.criteria.reading import read
from rapport.lib import clock
from rapport.segmentation.asking import vocabulary_for
from rapport.segmentation.models import Segment
from rapport.segmentation.segments import count
from rapport.web.access import staff
from rapport.web.conditions.builder import builder_of, read_sheet
from rapport.web.htmx import say, say_refused
from rapport.web.patients.sections import sections
from rapport.web.segments.dictionary import dictionary
from rapport.web.segments.forms import SegmentForm
from rapport.web.segments.pages import builder_of_text, lines, preview


@require_GET
def segments(request: HttpRequest) -> HttpResponse:
    """One's own and those that others share."""
    user = staff(request)
    context = {"lines": lines(user, vocabulary_for(user)), "sections": sections(user, "web:segments")}
    return render(request, "segments/segments.html", context)


@require_GET
def count_of(request: HttpRequest, pk: int) -> HttpResponse:
    """How many people a segment has now, for this reader."""
    user = staff(request)
    segment = get_object_or_404(Segment.objects.visible_to(user), pk=pk)
    try:
        number = count(read(segment.text, vocabulary_for(user)), user)
    except CriterionRefused:
        number = None
    return render(request, "segments/count.html", {"number": number})


@require_http_methods(["GET", "POST"])
def segment_new(request: HttpRequest) -> HttpResponse:
    """A new one; `?text=` begins with a condition, such as the filters of a list."""
    instance = Segment(owner=staff(request), text=request.GET.get("text", "").replace("\x00", "")[:4000])
    return _edit(request, instance)


@require_http_methods(["GET", "POST"])
def segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one of one's own."""
    return _edit(request, _own(request, pk))


def _own(request: HttpRequest, pk: int) -> Segment:
    return get_object_or_404(Segment, pk=pk, owner=staff(request), removed_at=None)


def _edit(request: HttpRequest, instance: Segment) -> HttpResponse:
    user = staff(request)
    vocabulary = vocabulary_for(user)
    form = SegmentForm(request.POST or None, vocabulary=vocabulary, instance=instance)
    if form.is_bound and form.is_valid():
        saved = form.save()
        say(request, _("Segment saved: %(name)s") % {"name": saved.name})
        return redirect(f"{reverse('web:patients')}?segment={saved.pk}")
    told = preview(str(form["text"].value() or ""), user, vocabulary)
    from_rows = request.POST.get("from") == "builder"
    builder = builder_of(read_sheet(request.POST), vocabulary) if from_rows else builder_of_text(told, vocabulary)
    context = {"form": form, "preview": told, "builder": builder, "sections": sections(user, "web:segments")}
    return render(request, "segments/edit.html", context, status=422 if form.errors else 200)


@require_GET
def words(request: HttpRequest) -> HttpResponse:
    """All words of the language that this reader may ask by."""
    user = staff(request)
    context = {"areas": dictionary(vocabulary_for(user)), "sections": sections(user, "web:segments")}
    return render(request, "segments/words.html", context)


@require_POST
def sharing(request: HttpRequest, pk: int) -> HttpResponse:
    """Share one's own with colleagues, or keep it to oneself again, as the form says."""
    one = _own(request, pk)
    one.shared = request.POST.get("shared") == "1"
    one.save(update_fields=["shared", "changed_at"])
    told = _("Shared with colleagues: %(name)s") if one.shared else _("No longer shared: %(name)s")
    say(request, told % {"name": one.name})
    return redirect("web:segments")


@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away one's own; the people in it are not touched."""
    one = _own(request, pk)
    one.removed_at = clock.now()
    one.save(update_fields=["removed_at"])
    say(
        request,
        _("Segment removed: %(name)s") % {"name": one.name},
        reverse("web:segment_removal_undo", args=[pk]),
    )
    return redirect("web:segments")


@require_POST
def removal_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring back one's own, as long as no other has its name."""
    one = get_object_or_404(Segment, pk=pk, owner=staff(request), removed_at__isnull=False)
    one.removed_at = None
    try:
        with transaction.atomic():
            one.save(update_fields=["removed_at"])
    except IntegrityError:
        say_refused(request, _("Not brought back: another segment is called “%(name)s” now.") % {"name": one.name})
    else:
        say(request, _("Brought back: %(name)s") % {"name": one.name})
    return redirect("web:segments")
