"""Photos on some cards of the demo clinic (REC-6): drawn, and brought in through the gate like any others."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from rapport.care.models import Photo, PhotoUse, PhotoView, Visit
from rapport.care.photo_consent import consented_since
from rapport.care.photographing import PhotoDetails, add_photo, pair_photos, release_photo
from rapport.demo.mouths import Mouth, front, panorama, site, upper_arch
from rapport.demo.tables.services import SERVICES
from rapport.lib import clock

# how many people of each kind of treatment are photographed before and after
_EACH = 2


@dataclass(frozen=True)
class Shot:
    """One photo to be taken at a visit."""

    visit: Visit
    view: PhotoView
    content: bytes
    teeth: str = ""
    title: str = ""


@dataclass(frozen=True)
class Course:
    """Photos of one person in the order of time; the first two numbers of `pairs` are before and after."""

    shots: list[Shot]
    pairs: list[tuple[int, int]]


def take_photos() -> None:
    """Photograph those whose treatment can be seen, at their own visits."""
    for seed, course in enumerate(_courses(), start=1):
        photos = [_take(shot) for shot in course.shots]
        for before, after in course.pairs:
            _pair(photos[before], photos[after], teaching=seed % 2 == 1)


def _take(shot: Shot) -> Photo:
    visit = shot.visit
    details = PhotoDetails(shot.view, visit.day, shot.teeth, shot.title, visit, visit.dentist)
    with clock.set_to(visit.branch.moment(visit.day, time(17))):
        return add_photo(visit.patient, io.BytesIO(shot.content), details, by=visit.dentist)


def _pair(before: Photo, after: Photo, *, teaching: bool) -> None:
    assert after.taken_by
    with clock.set_to(after.added_at):
        pair_photos(before, after, by=after.taken_by)
        if teaching and consented_since(after.patient):
            release_photo(after, PhotoUse.TEACHING, by=after.taken_by)


def _courses() -> Iterator[Course]:
    yield from map(_of_helen, _visits_of("implant_talk", name="Helen Marsh"))
    yield from map(_of_implant, _visits_of("implant_check", name="周雅琴"))
    for seed, visits in enumerate(_visits_of("braces_off"), start=30):
        yield _of_braces(visits, seed)
    for seed, visits in enumerate(_visits_of("whitening"), start=60):
        yield _of_whitening(visits, seed)


def _visits_of(service: str, name: str = "") -> Iterator[list[Visit]]:
    """Every visit up to `service`, first to last, of the first few people who had it; of `name` alone if given."""
    codes = [code for code, _name, _price in SERVICES[service].offers.values()]
    done = Visit.objects.filter(treatments__code__in=codes, dentist__isnull=False)
    if name:
        done = done.filter(patient__full_name=name)
    ends = {visit.patient_id: visit for visit in done.order_by("day", "pk")}
    for patient_id in sorted(ends)[:_EACH]:
        visits = Visit.objects.filter(patient=patient_id, day__lte=ends[patient_id].day, dentist__isnull=False)
        yield list(visits.select_related("patient__branch", "branch", "dentist").order_by("day", "pk"))


def _of_helen(visits: list[Visit]) -> Course:
    """Two old crowns became new ones; 36 is missing, and she is thinking about it."""
    missing = frozenset({36})
    old = Mouth(7, missing=missing, shades={14: "A3", 15: "A3"})
    new = Mouth(7, missing=missing)
    before, crowned, now = visits[-3], visits[-2], visits[-1]
    return Course(
        [
            Shot(before, PhotoView.SMILE, front(old), "14, 15", "Before"),
            Shot(crowned, PhotoView.SMILE, front(new), "14, 15", "Crowns 14–15"),
            Shot(now, PhotoView.SITE, site(new, 36), "36", "36 site"),
            Shot(now, PhotoView.PANORAMA, panorama(new), "36"),
            Shot(now, PhotoView.SMILE, front(Mouth(7, shade="A1", missing=missing))),
        ],
        [(0, 1)],
    )


def _of_implant(visits: list[Visit]) -> Course:
    gap, full = Mouth(11, missing=frozenset({26})), Mouth(11, fillings=frozenset({16}))
    first, last = visits[-3], visits[-1]
    return Course(
        [
            Shot(first, PhotoView.PANORAMA, panorama(gap), "26"),
            Shot(first, PhotoView.UPPER, upper_arch(gap), "26", "26 术前"),
            Shot(last, PhotoView.UPPER, upper_arch(full), "26", "26 术后"),
        ],
        [(1, 2)],
    )


def _of_braces(visits: list[Visit], seed: int) -> Course:
    first, midway, last = visits[0], visits[len(visits) // 2], visits[-1]
    return Course(
        [
            Shot(first, PhotoView.FRONT, front(Mouth(seed, crowding=9))),
            Shot(midway, PhotoView.FRONT, front(Mouth(seed, crowding=4, braces=True))),
            Shot(last, PhotoView.FRONT, front(Mouth(seed, shade="A1"))),
        ],
        [(0, 2)],
    )


def _of_whitening(visits: list[Visit], seed: int) -> Course:
    day = visits[-1]
    dark, bright = (Shot(day, PhotoView.SMILE, front(Mouth(seed, shade=shade))) for shade in ("A3", "white"))
    return Course([dark, bright], [(0, 1)])
