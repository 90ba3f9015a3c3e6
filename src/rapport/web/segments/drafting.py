"""A condition while it is written: the rows write the text, the text the rows, and both are counted at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST

from rapport.criteria.building import text_of, unfinished
from rapport.criteria.vocabulary import Vocabulary
from rapport.segmentation.asking import vocabulary_for
from rapport.staff.models import User
from rapport.web.access import staff
from rapport.web.conditions.builder import builder_of, edited, read_sheet
from rapport.web.segments.pages import builder_of_text, preview


@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """What was written comes to: the preview, and the other side (rows or text) written anew."""
    user = staff(request)
    vocabulary = vocabulary_for(user)
    if request.POST.get("from") == "builder":
        context = _from_rows(request.POST, user, vocabulary)
    else:
        told = preview(request.POST.get("text", ""), user, vocabulary)
        context = {"preview": told, "builder": builder_of_text(told, vocabulary)}
    return render(request, "segments/draft.html", context)


def _from_rows(posted: QueryDict, user: User, vocabulary: Vocabulary) -> dict[str, object]:
    edit = posted.get("edit", "")
    sheet = edited(read_sheet(posted), edit)
    told = preview(text_of(sheet, vocabulary), user, vocabulary, unfinished(sheet, vocabulary), sheet)
    # rows are drawn anew only where they have become others: whoever types in one keeps the field
    changed = {"builder": builder_of(sheet, vocabulary)} if edit else {}
    return {"preview": told, "text": told.text, **changed}
