"""The gate for pictures: what comes in, what stays outside, and what is left behind."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from rapport.lib.images.gate import Picture, let_in
from rapport.lib.images.keeping import Size, keep, place_of, take_away
from rapport.lib.images.limits import LIMITS, Limits
from rapport.lib.images.plain import is_plain_jpeg
from rapport.lib.images.refusals import NotTaken, Refusal

GPS, CAMERA = ExifTags.IFD.GPSInfo, ExifTags.IFD.Exif


def drawing(mode: str = "RGB", size: tuple[int, int] = (160, 120)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


def written(image: Image.Image, kind: str = "JPEG", **options) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def taken(content: bytes, limits: Limits = LIMITS) -> Picture:
    return let_in(io.BytesIO(content), limits)


def refused(content: bytes, limits: Limits = LIMITS) -> Refusal:
    with pytest.raises(NotTaken) as refusal:
        taken(content, limits)
    assert "“a.jpg”" in refusal.value.sentence("a.jpg")
    return refusal.value.code


def seen(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"])
def test_pictures_of_every_common_kind_come_in_as_jpeg(kind):
    """REC-6."""
    picture = taken(written(drawing(), kind))
    assert (picture.width, picture.height) == (160, 120)
    assert is_plain_jpeg(picture.large)
    assert is_plain_jpeg(picture.small)
    assert seen(picture.large).size == (160, 120)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("1", "PNG"), ("L", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("I;16", "PNG"), ("F", "TIFF"),
     ("CMYK", "JPEG"), ("CMYK", "TIFF"), ("YCbCr", "TIFF")],
)  # fmt: skip
def test_every_way_of_keeping_colours_ends_in_the_usual_one(mode, kind):
    picture = seen(taken(written(drawing(mode), kind)).large)
    assert picture.mode in ("L", "RGB")
    low, high = picture.convert("L").getextrema()
    assert low < 30
    assert high > 220


def test_a_profile_is_worked_in_and_left_out():
    """A picture whose profile swaps its colours comes out as it was meant, without the profile."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    plain, profiled = drawing(), written(drawing(), "TIFF", icc_profile=lab)
    assert "icc_profile" in seen(profiled).info
    assert "icc_profile" not in seen(taken(profiled).large).info
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = seen(taken(written(plain, "PNG", icc_profile=srgb)).large)
    assert same.getpixel((80, 119))[0] == pytest.approx(plain.getpixel((80, 119))[0], abs=4)


def test_what_is_transparent_becomes_white():
    assert seen(taken(written(Image.new("RGBA", (64, 64)), "PNG")).large).convert("L").getextrema() == (255, 255)


def test_place_camera_and_comment_stay_behind_and_the_picture_stands_upright():
    """REC-6: no EXIF, no GPS; held sideways, it is turned first; only the day is passed on."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "SECRETCAM"
    exif.get_ifd(GPS).update({ExifTags.GPS.GPSLatitude: (30.0, 14.0, 37.0), ExifTags.GPS.GPSLatitudeRef: "N"})
    exif.get_ifd(CAMERA)[ExifTags.Base.DateTimeOriginal] = "2026:11:05 09:30:00"
    brought = written(drawing(), exif=exif, comment=b"SECRETWORD")
    assert seen(brought).getexif().get_ifd(GPS)
    picture = taken(brought)
    assert (picture.width, picture.height) == (120, 160)
    assert picture.day == date(2026, 11, 5)
    for content in (picture.large, picture.small):
        assert not dict(seen(content).getexif())
        assert b"SECRET" not in content
        assert b"Exif" not in content
        assert "comment" not in seen(content).info


def test_broken_notes_of_the_camera_do_not_keep_a_picture_out():
    whole = written(drawing(), exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff\xff\xff")
    assert taken(whole).day is None


def test_text_in_a_png_stays_behind():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "SECRET", zip=True)
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>SECRET</x:xmpmeta>")
    assert b"SECRET" not in taken(written(drawing(), "PNG", pnginfo=notes)).large


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Refusal.EMPTY),
        (b"<!doctype html><script>alert(1)</script>", Refusal.NOT_A_PICTURE),
        (b"%PDF-1.7", Refusal.NOT_A_PICTURE),
        (b"PK\x03\x04", Refusal.NOT_A_PICTURE),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', Refusal.DRAWING),
        ("\ufeff<SVG onload='x'/>".encode("utf-16"), Refusal.DRAWING),
        (b"\x00\x00\x00\x18ftypheic", Refusal.PHONE_FORMAT),
        (b"\x00\x00\x00\x18ftypmp42", Refusal.MOVING),
        (b"\x00\x00\x01\x00\x01\x00", Refusal.OTHER_PICTURE),
        (b"\xff\xd8\xff\xe0 and no more", Refusal.BROKEN),
        (b"\x89PNG\r\n\x1a\n<script>", Refusal.BROKEN),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(content, code):
    assert refused(content) == code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_half_a_picture_is_refused(kind):
    content = written(Image.effect_noise((300, 300), 80).convert("RGB"), kind)
    assert refused(content[: len(content) // 2]) == Refusal.BROKEN


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_what_moves_is_refused(kind):
    others = [drawing().rotate(90), drawing().rotate(45)]
    assert refused(written(drawing(), kind, save_all=True, append_images=others)) == Refusal.MOVING


def test_the_second_view_that_phones_put_into_a_jpeg_is_left_out():
    content = written(drawing(), "MPO", save_all=True, append_images=[drawing().rotate(90)])
    assert is_plain_jpeg(taken(content).large)


def test_a_bomb_is_refused_before_it_goes_off():
    assert refused(written(Image.new("1", (20_000, 4_000)), "PNG")) == Refusal.TOO_MANY_DOTS
    assert refused(written(Image.new("1", (25_000, 100)), "PNG")) == Refusal.TOO_MANY_DOTS
    small = written(Image.new("L", (150, 50)), "GIF")
    promised = b"GIF89a" + (15_000).to_bytes(2, "little") + (5_000).to_bytes(2, "little") + small[10:]
    assert refused(promised) == Refusal.TOO_MANY_DOTS


def test_too_small_and_too_big_a_file_are_refused():
    assert refused(written(drawing(size=(8, 200)), "PNG")) == Refusal.TOO_SMALL
    assert refused(b"\xff\xd8\xff" + bytes(3_000_000), Limits(file_bytes=2 * 1024 * 1024)) == Refusal.TOO_BIG


def test_memory_and_time_of_a_decoder_are_bounded():
    content = written(drawing("RGB", (3_000, 3_000)), "PNG", compress_level=1)
    assert refused(content, Limits(memory_bytes=60 * 1024 * 1024)) == Refusal.TOO_MUCH_MEMORY
    assert refused(content, Limits(patience_seconds=0)) == Refusal.TOO_SLOW
    assert taken(content).width == LIMITS.kept_side


def test_two_files_in_one_leave_nothing_but_the_picture():
    content = written(drawing()) + b"<script>alert(1)</script>PK\x03\x04"
    picture = taken(content)
    assert b"<script" not in picture.large + picture.small


def test_only_what_we_write_ourselves_passes_as_plain():
    """The answer of the quarantined process is looked at too."""
    plain = taken(written(drawing())).large
    assert is_plain_jpeg(plain)
    assert not is_plain_jpeg(plain + b"more")
    assert not is_plain_jpeg(written(drawing(), exif=b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00"))
    assert not is_plain_jpeg(written(drawing(), comment=b"hello"))
    assert not is_plain_jpeg(plain[:-2])
    assert not is_plain_jpeg(plain[:40])


def test_the_quarantined_process_knows_no_secret_of_the_house(monkeypatch):
    from rapport.lib import quarantine

    monkeypatch.setenv("RAPPORT_SECRET_KEY", "hidden")
    monkeypatch.setenv("DATABASE_URL", "postgres://hidden")
    monkeypatch.setattr(sys, "executable", "/usr/bin/env")
    monkeypatch.setattr(subprocess, "Popen", lambda words, **options: options["env"])
    surroundings = quarantine.start("any", {}, last_words=io.BytesIO())
    assert "hidden" not in " ".join(surroundings.values())
    assert surroundings["PATH"] == os.environ["PATH"]


def test_the_quarantined_process_imports_only_what_it_needs():
    """Every picture pays for it: the asking side and what it takes stay outside."""
    asked = "import sys, rapport.lib.images.inside; print(*sys.modules)"
    imported = subprocess.check_output([sys.executable, "-P", "-c", asked], text=True).split()
    assert "PIL.Image" in imported
    assert not {"django", "dataclasses", "rapport.lib.quarantine", "rapport.lib.images.gate"} & set(imported)


def test_pictures_lie_under_names_that_say_nothing(tmp_path: Path):
    token = keep(tmp_path, taken(written(drawing())))
    places = [place_of(tmp_path, token, size) for size in Size]
    assert all(place.stat().st_mode & 0o777 == 0o600 for place in places)
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(places)
    take_away(tmp_path, token)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    take_away(tmp_path, token)


@pytest.mark.parametrize(
    "token", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "/etc/passwd" + "a" * 21]
)
def test_a_token_that_is_none_leads_nowhere(tmp_path: Path, token):
    with pytest.raises(ValueError, match="not the name"):
        place_of(tmp_path, token, Size.LARGE)
