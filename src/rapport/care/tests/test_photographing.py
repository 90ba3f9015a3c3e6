"""Photos: how they come onto a card, lie there, are used, and go (REC-6, REC-11)."""

import io
from datetime import date, timedelta

import pytest

from rapport.care.models import Photo, PhotoPair, PhotoRemoval, PhotoUse, PhotoView, Visit
from rapport.care.models.photo import REMOVAL_CAN_BE_UNDONE
from rapport.care.photo_consent import consented_since, uses
from rapport.care.photographing import (
    PhotoDetails,
    add_photo,
    change_photo,
    end_release,
    erase_removed_photos,
    pair_photos,
    part_photos,
    photos_folder,
    picture_file,
    release_photo,
    remove_photo,
    restore_photo,
)
from rapport.lib import clock
from rapport.lib.images.keeping import Size
from rapport.lib.images.refusals import NotTaken
from rapport.lib.refusal import Refused
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.models.consent_text import Purpose
from tests import pictures

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    pictures.draw_once(monkeypatch)


def take(patient, by, content=None, **details) -> Photo:
    details = PhotoDetails(**{"view": PhotoView.SMILE, **details})
    return add_photo(patient, io.BytesIO(content or pictures.picture_file()), details, by=by)


def agree(patient, by) -> None:
    give_consent(patient, Purpose.PHOTOS, by=by, given_on=patient.branch.today())


def withdraw(patient) -> None:
    withdraw_consent(patient, Purpose.PHOTOS, by=None)


def files() -> list:
    return [path for path in photos_folder().rglob("*") if path.is_file()]


def test_a_photo_comes_onto_the_card_with_who_and_when(zhou, dentist):
    """REC-6."""
    photo = take(zhou, dentist, teeth="36", title="36 with its new crown", taken_on=date(2026, 3, 5))
    assert (photo.taken_by, photo.added_by, photo.taken_on) == (dentist, dentist, date(2026, 3, 5))
    assert sorted(files()) == sorted(picture_file(photo, size) for size in Size)
    assert list(Photo.objects.kept().of_tooth(36)) == [photo]
    assert not Photo.objects.of_tooth(63).exists()


def test_the_day_is_what_the_camera_noted_unless_it_cannot_be(zhou, dentist):
    assert take(zhou, dentist, pictures.picture_file(day="2025:04:01")).taken_on == date(2025, 4, 1)
    before_birth = take(zhou, dentist, pictures.picture_file(day="1970:01:01"))
    to_come = take(zhou, dentist, pictures.picture_file(day="2222:01:01"))
    assert before_birth.taken_on == to_come.taken_on == zhou.branch.today()


def test_what_is_refused_leaves_no_row_and_no_file(zhou, khalilova, dentist):
    with pytest.raises(NotTaken):
        take(zhou, dentist, b"<svg onload=alert(1)>")
    with pytest.raises(Refused, match="after today"):
        take(zhou, dentist, taken_on=zhou.branch.today() + timedelta(days=1))
    other = Visit.objects.create(patient=khalilova, branch=khalilova.branch, day=date(2026, 1, 1))
    with pytest.raises(Refused, match="somebody else"):
        take(zhou, dentist, visit=other)
    assert not Photo.objects.exists()
    assert not files()


def test_the_same_file_comes_onto_a_card_once(zhou, marsh, dentist):
    content = pictures.picture_file()
    first = take(zhou, dentist, content)
    with pytest.raises(Refused, match="already"):
        take(zhou, dentist, content)
    assert len(files()) == 2
    assert take(marsh, dentist, content)
    remove_photo(first, "wrong person", by=dentist)
    assert take(zhou, dentist, content)


def test_what_is_said_of_a_photo_can_be_corrected(zhou, dentist, caller):
    photo = take(zhou, dentist)
    change_photo(photo, PhotoDetails(PhotoView.XRAY, date(2026, 2, 1), "14, 15", "Crowns", None, caller))
    photo.refresh_from_db()
    assert (photo.view, photo.teeth, photo.title, photo.taken_by) == ("xray", "14, 15", "Crowns", caller)
    assert photo.name == "Crowns"


def test_before_and_after_stand_beside_each_other_once(zhou, marsh, dentist):
    """REC-6."""
    after = take(zhou, dentist, taken_on=date(2026, 6, 1))
    before = take(zhou, dentist, taken_on=date(2026, 1, 1))
    pair = pair_photos(after, before, by=dentist)
    assert (pair.before, pair.after, pair.by) == (before, after, dentist)
    assert pair_photos(before, after, by=dentist) == pair
    for other in (before, take(marsh, dentist)):
        with pytest.raises(Refused, match="same person"):
            pair_photos(before, other, by=dentist)
    part_photos(pair)
    assert not PhotoPair.objects.exists()
    assert Photo.objects.filter(patient=zhou).count() == 2


def test_a_photo_is_for_care_only_until_the_person_agrees(zhou, dentist):
    """REC-11."""
    photo = take(zhou, dentist)
    with pytest.raises(Refused, match="周雅琴 has not agreed"):
        release_photo(photo, PhotoUse.TEACHING, by=dentist)
    agree(zhou, dentist)
    release_photo(photo, PhotoUse.TEACHING, by=dentist)
    assert uses(photo, consented_since(zhou)) == ["teaching"]
    end_release(photo, PhotoUse.TEACHING, by=dentist)
    assert uses(photo, consented_since(zhou)) == []
    assert photo.releases.get().ended_by == dentist


def test_a_withdrawal_stops_every_use_at_once_and_agreeing_again_brings_none_back(zhou, dentist):
    """REC-11."""
    photo = take(zhou, dentist)
    agree(zhou, dentist)
    release_photo(photo, PhotoUse.PUBLICITY, by=dentist)
    withdraw(zhou)
    assert consented_since(zhou) is None
    assert uses(photo, consented_since(zhou)) == []
    agree(zhou, dentist)
    assert uses(photo, consented_since(zhou)) == []
    release_photo(photo, PhotoUse.PUBLICITY, by=dentist)
    assert uses(photo, consented_since(zhou)) == ["publicity"]


def test_a_consent_that_ran_out_and_is_given_again_brings_no_use_back(zhou, dentist):
    """REC-11: who agrees anew does not agree to what was set free years ago. Renewed in time, it holds on."""
    now = clock.now()

    def say_yes(days_ago, *, for_days):
        with clock.set_to(now - timedelta(days=days_ago)):
            today = zhou.branch.today()
            until = today + timedelta(days=for_days)
            give_consent(zhou, Purpose.PHOTOS, by=dentist, given_on=today, expires_on=until)

    photo = take(zhou, dentist)
    say_yes(400, for_days=200)
    with clock.set_to(now - timedelta(days=300)):
        release_photo(photo, PhotoUse.TEACHING, by=dentist)
        assert uses(photo, consented_since(zhou)) == ["teaching"]
    say_yes(100, for_days=150)
    assert uses(photo, consented_since(zhou)) == []
    release_photo(photo, PhotoUse.TEACHING, by=dentist)
    say_yes(0, for_days=400)
    with clock.set_to(now + timedelta(days=300)):
        assert uses(photo, consented_since(zhou)) == ["teaching"]


def test_taking_a_photo_away_needs_a_reason_and_can_be_undone(zhou, dentist):
    photo = take(zhou, dentist)
    with pytest.raises(Refused, match="Say why"):
        remove_photo(photo, "  ", by=dentist)
    removal = remove_photo(photo, "blurred", by=dentist)
    assert (removal.reason, removal.by) == ("blurred", dentist)
    assert not Photo.objects.kept().exists()
    assert erase_removed_photos() == 0
    restore_photo(photo)
    assert list(Photo.objects.kept()) == [photo]
    assert len(files()) == 2


def test_the_files_go_when_it_can_no_longer_be_undone(zhou, dentist):
    gone, stays = take(zhou, dentist), take(zhou, dentist)
    remove_photo(gone, "wrong person", by=dentist)
    with clock.set_to(clock.now() + REMOVAL_CAN_BE_UNDONE):
        assert erase_removed_photos() == 1
        assert sorted(files()) == sorted(picture_file(stays, size) for size in Size)
        assert PhotoRemoval.objects.get().erased_at
        with pytest.raises(Refused, match="erased"):
            restore_photo(gone)


def test_files_that_a_crash_left_behind_go_the_next_time(zhou, dentist):
    photo = take(zhou, dentist)
    removal = remove_photo(photo, "twice", by=dentist)
    removal.erased_at = clock.now()
    removal.save()
    assert len(files()) == 2
    assert erase_removed_photos() == 0
    assert not files()
