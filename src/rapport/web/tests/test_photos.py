"""The photo pages: who sees what; how photos come in, stand in pairs, and leave (REC-6, REC-11, REC-12)."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rapport.care.models import Photo, PhotoPair, PhotoUse, PhotoView
from rapport.care.photographing import PhotoDetails, add_photo, pair_photos, release_photo, remove_photo
from rapport.people.actions import give_consent, withdraw_consent
from rapport.people.models.consent import Purpose
from tests import pictures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    pictures.draw_once(monkeypatch)


def take(patient, by, **details) -> Photo:
    details = PhotoDetails(**{"view": PhotoView.SMILE, **details})
    return add_photo(patient, io.BytesIO(pictures.picture_file()), details, by=by)


def where(name: str, photo: Photo, *more: object) -> str:
    return reverse(f"web:{name}", args=[photo.patient_id, photo.pk, *more])


def page_of(patient) -> str:
    return reverse("web:photos", args=[patient.pk])


def sent(*files: tuple[str, bytes], **said) -> dict[str, object]:
    uploads = [SimpleUploadedFile(name, content, "image/jpeg") for name, content in files]
    return {"file": uploads, "view": "upper", "teeth": "", "title": "", **said}


def test_photos_stand_by_date_and_are_found_by_tooth(client, dentist, zhou):
    """REC-6."""
    older = take(zhou, dentist, taken_on=date(2026, 1, 5), teeth="36", title="Gap at 36")
    newer = take(zhou, dentist, taken_on=date(2026, 4, 5), title="Smile in spring")
    client.force_login(dentist)
    shown = client.get(page_of(zhou)).content.decode()
    assert shown.index("Smile in spring") < shown.index("Gap at 36")
    assert 'alt="Gap at 36, 5 Jan 2026"' in shown
    assert where("photo_thumbnail", newer) in shown
    of_36 = client.get(page_of(zhou), {"tooth": "36"}).content.decode()
    assert where("photo", older) in of_36
    assert where("photo", newer) not in of_36
    assert "No photo shows tooth 11" in client.get(page_of(zhou), {"tooth": "11"}).content.decode()


def test_a_page_costs_the_same_however_many_photos_there_are(
    client, dentist, zhou, marsh, django_assert_max_num_queries
):
    def queries(patient, number: int) -> int:
        first = take(patient, dentist)
        rest = [Photo(**{**_fields(first), "token": f"{patient.pk:016x}{n:016x}"}) for n in range(number)]
        Photo.objects.bulk_create(rest)
        with django_assert_max_num_queries(60) as asked:
            client.get(page_of(patient))
            client.get(reverse("web:card", args=[patient.pk]))
        return len(asked)

    client.force_login(dentist)
    for patient in (zhou, marsh):  # the first look at a card is written down, and asks for more
        client.get(page_of(patient))
    assert queries(zhou, 4) == queries(marsh, 70)
    shown = client.get(page_of(marsh)).content.decode()
    assert "Earlier photos" in shown
    last = shown.split("before=")[1].split('"')[0]
    assert client.get(page_of(marsh), {"before": last}).content.decode().count("data-row") == 11


def _fields(photo: Photo) -> dict[str, object]:
    return {f.attname: getattr(photo, f.attname) for f in Photo._meta.concrete_fields if f.name != "id"}


def test_several_come_in_at_once_and_one_refused_keeps_no_other_out(client, dentist, zhou):
    """REC-6: whatever a file is called, what it is decides."""
    client.force_login(dentist)
    address = reverse("web:photo_new", args=[zhou.pk])
    answer = client.post(
        address,
        sent(
            ("a.jpg", pictures.picture_file()),
            ("really-svg.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("b.txt", pictures.picture_file("PNG")),
            teeth="36",
        ),
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "“really-svg.png” is an SVG drawing" in said
    assert "2 photos were added" in said
    assert [(photo.teeth, photo.view, photo.added_by) for photo in Photo.objects.all()] == [
        ("36", "upper", dentist)
    ] * 2


def test_when_all_come_in_the_photos_are_shown(client, dentist, zhou):
    client.force_login(dentist)
    answer = client.post(reverse("web:photo_new", args=[zhou.pk]), sent(("a.jpg", pictures.picture_file())))
    assert answer.status_code == 302
    assert answer["Location"] == page_of(zhou)


def test_one_by_one_each_answer_is_only_what_became_of_the_file(client, dentist, zhou):
    client.force_login(dentist)
    address = reverse("web:photo_new", args=[zhou.pk])
    headers = {"HX-Request": "true"}
    good = client.post(address, sent(("a.jpg", pictures.picture_file())), headers=headers)
    assert (good.status_code, b"<html" in good.content) == (200, False)
    assert where("photo_thumbnail", Photo.objects.get()).encode() in good.content
    bad = client.post(address, sent(("a.jpg", b"%PDF-1.7")), headers=headers)
    assert bad.status_code == 422
    assert b"data-refused" in bad.content
    wrong = client.post(address, sent(("a.jpg", pictures.picture_file()), teeth="99"), headers=headers)
    assert wrong.status_code == 422
    assert b"data-mend" in wrong.content
    assert Photo.objects.count() == 1


def test_nothing_chosen_too_many_and_no_such_tooth_are_said(client, dentist, zhou):
    client.force_login(dentist)
    address = reverse("web:photo_new", args=[zhou.pk])
    assert b"No picture was chosen" in client.post(address, sent()).content
    assert b"These are 21 pictures" in client.post(address, sent(*[("a.jpg", b"x")] * 21)).content
    assert b"11 to 48" in client.post(address, sent(("a.jpg", b"x"), teeth="99")).content
    assert not Photo.objects.exists()


@pytest.mark.parametrize("name", ["photo_picture", "photo_thumbnail"])
def test_a_picture_comes_bare_and_can_do_nothing(client, dentist, zhou, name):
    photo = take(zhou, dentist)
    client.force_login(dentist)
    answer = client.get(where(name, photo))
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xff\xd8\xff")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Content-Disposition"] == f'inline; filename="photo-{photo.pk}.jpg"'
    again = client.get(where(name, photo), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again["Cache-Control"]) == (304, "private, no-cache")


def test_no_picture_of_another_branch_nor_under_another_person(client, dentist, marketer, owner, zhou, khalilova):
    """REC-12: what may not be seen does not exist; whose role sees nothing of the mouth is kept out."""
    here, there = take(zhou, owner), take(khalilova, owner)
    names = ("photo", "photo_picture", "photo_thumbnail", "photo_copy")
    client.force_login(dentist)
    for name in names:
        assert client.get(where(name, there)).status_code == 404
        for mixed in ([zhou.pk, there.pk], [2**63, here.pk]):
            assert client.get(reverse(f"web:{name}", args=mixed)).status_code == 404
    for name in ("photo_removal", "photo_removal_undo"):
        assert client.post(where(name, there), {"reason": "x"}).status_code == 404
    client.force_login(marketer)
    for name in names:
        assert client.get(where(name, here)).status_code == 403
    client.logout()
    assert client.get(where("photo_picture", here)).status_code == 302


def test_who_may_only_look_changes_nothing(client, desk, dentist, zhou):
    """REC-12."""
    photo = take(zhou, dentist)
    client.force_login(desk)
    assert b"Add photos" not in client.get(page_of(zhou)).content
    assert client.post(where("photo", photo), {"view": "xray"}).status_code == 404
    for name in ("photo_removal", "photo_removal_undo"):
        assert client.post(where(name, photo), {"reason": "x"}).status_code == 403
    assert client.get(reverse("web:photo_new", args=[zhou.pk])).status_code == 403
    photo.refresh_from_db()
    assert photo.view == PhotoView.SMILE


def test_a_name_in_the_database_is_never_taken_for_a_path(client, dentist, zhou, tmp_path):
    photo = take(zhou, dentist)
    client.force_login(dentist)
    for token in ("../../../../etc/passwd", "/etc/passwd", "..", "a" * 32):
        Photo.objects.filter(pk=photo.pk).update(token=token)
        assert client.get(where("photo_picture", photo)).status_code == 404


def test_files_are_under_no_address_of_their_own(client, owner, zhou, tmp_path):
    take(zhou, owner)
    client.force_login(owner)
    for path in tmp_path.rglob("*.jpg"):
        for prefix in ("/media/", "/files/", "/static/", "/"):
            assert client.get(f"{prefix}{path.relative_to(tmp_path)}").status_code == 404


def test_what_is_said_of_a_photo_is_corrected_on_its_page(client, dentist, zhou):
    photo = take(zhou, dentist, taken_on=date(2026, 1, 5))
    client.force_login(dentist)
    assert b'value="2026-01-05"' in client.get(where("photo", photo)).content
    said = {"view": "xray", "teeth": "14 15", "title": "", "taken_on": "2026-01-06", "taken_by": dentist.pk}
    assert client.post(where("photo", photo), said).status_code == 302
    photo.refresh_from_db()
    assert (photo.view, photo.teeth, photo.taken_on) == ("xray", "14, 15", date(2026, 1, 6))
    later = client.post(where("photo", photo), {**said, "taken_on": "2222-01-01"})
    assert later.status_code == 422
    assert b"after today" in later.content


def test_two_that_are_picked_stand_beside_each_other_and_can_be_printed(client, dentist, zhou):
    """REC-6: before and after."""
    after, before = take(zhou, dentist, taken_on=date(2026, 6, 5)), take(zhou, dentist, taken_on=date(2026, 2, 5))
    client.force_login(dentist)
    address = reverse("web:photo_pairs", args=[zhou.pk])
    answer = client.post(address, {"photo": [after.pk, before.pk]}, follow=True)
    shown = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("web:photo_pair", args=[zhou.pk, PhotoPair.objects.get().pk])
    assert shown.index(where("photo_picture", before)) < shown.index(where("photo_picture", after))
    assert "data-print" in shown
    assert "Before and after" in client.get(page_of(zhou)).content.decode()
    parting = reverse("web:photo_pair_parting", args=[zhou.pk, PhotoPair.objects.get().pk])
    client.post(parting)
    assert not PhotoPair.objects.exists()
    for picked in ([], [before.pk], [before.pk, 999_999], ["x", "y"]):
        said = client.post(address, {"photo": picked}, follow=True).content.decode()
        assert "Pick exactly two photos" in said
    assert not PhotoPair.objects.exists()


def test_photos_of_two_people_never_make_a_pair(client, owner, zhou, khalilova):
    """REC-12."""
    client.force_login(owner)
    picked = [take(zhou, owner).pk, take(khalilova, owner).pk]
    client.post(reverse("web:photo_pairs", args=[zhou.pk]), {"photo": picked})
    assert not PhotoPair.objects.exists()


def test_a_photo_that_was_taken_away_is_gone_at_once_and_comes_back_when_undone(client, dentist, zhou):
    photo, other = take(zhou, dentist, taken_on=date(2026, 1, 5)), take(zhou, dentist)
    pair = pair_photos(photo, other, by=dentist)
    client.force_login(dentist)
    assert b"Say why" in client.post(where("photo_removal", photo), {"reason": ""}, follow=True).content
    said = client.post(where("photo_removal", photo), {"reason": "blurred"}, follow=True).content.decode()
    assert where("photo_removal_undo", photo) in said
    for address in (
        where("photo", photo),
        where("photo_picture", photo),
        reverse("web:photo_pair", args=[zhou.pk, pair.pk]),
    ):
        assert client.get(address).status_code == 404
    client.post(where("photo_removal_undo", photo))
    assert client.get(where("photo_picture", photo)).status_code == 200
    assert client.get(reverse("web:photo_pair", args=[zhou.pk, pair.pk])).status_code == 200


def test_a_copy_leaves_the_card_only_while_the_person_agrees(client, dentist, zhou):
    """REC-11: without consent, or after its withdrawal, the photo is for care only."""
    photo = take(zhou, dentist)
    client.force_login(dentist)
    assert b"clinical use only" in client.get(page_of(zhou)).content
    assert b"has not agreed" in client.post(where("photo_release", photo, "teaching"), follow=True).content
    assert client.get(where("photo_copy", photo)).status_code == 302
    give_consent(zhou, Purpose.PHOTOS, by=dentist, given_on=zhou.branch.today())
    assert client.get(where("photo_copy", photo)).status_code == 302
    client.post(where("photo_release", photo, "teaching"))
    copy = client.get(where("photo_copy", photo))
    assert copy["Content-Disposition"].startswith("attachment")
    withdraw_consent(zhou, Purpose.PHOTOS, by=dentist)
    assert client.get(where("photo_copy", photo)).status_code == 302
    assert b"clinical use only" in client.get(page_of(zhou)).content


def test_a_release_can_be_ended_and_only_for_uses_there_are(client, dentist, zhou):
    photo = take(zhou, dentist)
    give_consent(zhou, Purpose.PHOTOS, by=dentist, given_on=zhou.branch.today())
    release_photo(photo, PhotoUse.PUBLICITY, by=dentist)
    client.force_login(dentist)
    assert client.post(where("photo_release", photo, "anything")).status_code == 404
    client.post(where("photo_release_end", photo, "publicity"))
    assert client.get(where("photo_copy", photo)).status_code == 302


def test_the_overview_shows_the_latest_and_the_timeline_the_day(client, dentist, marketer, zhou):
    """REC-7, REC-12: who sees nothing of the mouth sees no photos there either."""
    photos = [take(zhou, dentist, title=f"Shot {n}") for n in range(5)]
    remove_photo(photos[0], "blurred", by=dentist)
    card = reverse("web:card", args=[zhou.pk])
    client.force_login(dentist)
    shown = client.get(card).content.decode()
    assert where("photo_thumbnail", photos[4]) in shown
    assert where("photo_thumbnail", photos[0]) not in shown
    assert "4 photos" in shown
    client.force_login(marketer)
    assert "thumbnail" not in client.get(card).content.decode()
