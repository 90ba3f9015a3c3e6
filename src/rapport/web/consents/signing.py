"""The page to sign: opened by a token, without anybody being signed in, read in one's own language, sent once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.people.actions.signing import Answer, Signature, signing_of
from rapport.people.actions.signing import sign as sign_page
from rapport.people.consents import strokes
from rapport.people.consents.texts import body_in_force
from rapport.people.guardianship import needs_guardian
from rapport.people.models import Signing
from rapport.people.models.consent import BY_CHANNEL, CHANNELS
from rapport.people.models.consent_text import Purpose, hash_of
from rapport.people.models.signing import Relation
from rapport.staff.models.branch import LANGUAGES
from rapport.web.htmx import render_page
from rapport.web.limits import too_many
from rapport.web.private_pages import answer_privately, language_for

# posts of one address in ten minutes: a waiting room behind one router, not a machine that guesses
_MOST_POSTS, _SECONDS = 60, 600


@dataclass(frozen=True)
class Question:
    """One purpose on the page: its text, and what was answered when the page comes back."""

    purpose: str
    label: str
    body: str
    sha256: str
    version: int | None
    ways: list[tuple[str, str, bool]]
    answer: str


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Read and sign. Opening the page changes nothing; a page that is signed only says thanks."""
    signing = signing_of(token)
    language = _language(request, signing)
    referrer = "no-referrer" if request.method == "GET" else "same-origin"
    return answer_privately(request, language, lambda: _answer(request, signing, language), referrer=referrer)


def _answer(request: HttpRequest, signing: Signing | None, language: str) -> HttpResponse:
    if signing is None:
        return _closed(request, 404)
    if signing.signed_at is not None:
        return render(request, "consents/thanks.html", {"clinic": signing.patient.branch})
    if signing.expires_at <= clock.now():
        return _closed(request, 410)
    if request.method == "GET":
        return _page(request, signing, language)
    if too_many(request, "sign", most=_MOST_POSTS, seconds=_SECONDS):
        return _closed(request, 429)
    try:
        sign_page(signing, answers_sent(request), signature_sent(request, language))
    except Refused as refused:
        return _page(request, signing, language, refused.message)
    return redirect(request.get_full_path())


def _page(request: HttpRequest, signing: Signing, language: str, wrong: str = "") -> HttpResponse:
    context = asked_on(request, signing, language, wrong)
    return render_page(request, "consents/sign.html", "consents/sign_form.html", context, 422 if wrong else None)


def asked_on(request: HttpRequest, signing: Signing, language: str, wrong: str = "") -> dict[str, object]:
    """Everything `consents/sign_form.html` needs; `wrong` is why what was sent could not be taken."""
    patient = signing.patient
    return {
        "signing": signing,
        "clinic": patient.branch,
        "wrong": wrong,
        "questions": [_question(request, signing, purpose, language) for purpose in Purpose],
        "languages": LANGUAGES,
        "language": language,
        "child": needs_guardian(patient, patient.branch.today()),
        "relations": [one for one in Relation if one is not Relation.SELF],
        "asked": request.POST,
        "width": strokes.WIDTH,
        "height": strokes.HEIGHT,
    }


def _question(request: HttpRequest, signing: Signing, purpose: Purpose, language: str) -> Question:
    body, text = body_in_force(signing.patient.branch, purpose, language)
    chosen = set(request.POST.getlist(f"ways-{purpose}"))
    ways = [(one.value, str(one.label), one.value in chosen) for one in CHANNELS] if purpose in BY_CHANNEL else []
    return Question(
        purpose.value, str(purpose.label), body, hash_of(body), text.version if text else 1, ways,
        request.POST.get(f"answer-{purpose}", ""),
    )  # fmt: skip


def answers_sent(request: HttpRequest) -> list[Answer]:
    """What was answered; a purpose that was not is left out."""
    given = [(purpose, request.POST.get(f"answer-{purpose}")) for purpose in Purpose]
    return [
        Answer(
            purpose.value,
            answer == "agree",
            request.POST.get(f"text-{purpose}", ""),
            request.POST.getlist(f"ways-{purpose}"),
        )
        for purpose, answer in given
        if answer in ("agree", "refuse")
    ]


def signature_sent(request: HttpRequest, language: str) -> Signature:
    """The signature as sent. Raises Refused: not_signed, not_a_signature."""
    drawn = strokes.read(request.POST.get("strokes", ""))
    name = request.POST.get("name", "").strip()
    if not drawn and request.POST.get("typed") != "yes":
        raise Refused("not_signed", _("Sign in the field, or mark that your typed name is your signature."))
    return Signature(
        name, request.POST.get("relation", ""), drawn, language, request.headers.get("User-Agent", "")
    )


def _language(request: HttpRequest, signing: Signing | None) -> str:
    """The one chosen on the page, else the person's own, else the branch's."""
    theirs = [signing.patient.language, signing.patient.branch.language] if signing is not None else []
    return language_for(request, *theirs)


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "consents/closed.html", {"busy": status == 429}, status=status)
