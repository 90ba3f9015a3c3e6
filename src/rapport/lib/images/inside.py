"""The quarantined process that decodes a picture and draws it anew.

    python -P -m rapport.lib.images.inside '{"decoder": "PNG", "limits": …}' < picture

It answers with one line of JSON and then the bytes of two JPEGs, the large and the small one:
`{"width": …, "height": …, "day": "2026-11-05" | null, "large": bytes, "small": bytes}`; or with
`{"refused": code, "params": …}`. Only dots are carried over: no EXIF, no place, no profile, no comment.
"""

import io
import json
import sys
import warnings
from datetime import date
from importlib import import_module
from typing import Any

from rapport.lib.confinement import confine, leave

from .colours import plain_colours
from .limits import Limits
from .refusals import NotTaken, Refusal

_ORIENTATION, _CAMERA, _TAKEN_AT = 0x0112, 0x8769, 0x9003
# EXIF orientation → name of the transposition that sets the picture upright
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
# decoders that the library finds only by loading all it has, some forty
_RARE = {"TIFF": "PIL.TiffImagePlugin", "WEBP": "PIL.WebPImagePlugin"}
_LARGE_QUALITY, _SMALL_QUALITY = 88, 80


def main() -> None:
    job = json.loads(sys.argv[1])
    limits = Limits(**job["limits"])
    confine(memory_bytes=limits.memory_bytes, cpu_seconds=limits.cpu_seconds, written_bytes=limits.written_bytes)
    said, content = _answer(job["decoder"], limits)
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + content)
    leave()


def _answer(decoder: str, limits: Limits) -> tuple[dict[str, Any], bytes]:
    try:
        return _redrawn(decoder, limits)
    except NotTaken as refusal:
        return {"refused": refusal.code, "params": refusal.params}, b""
    except MemoryError:
        return {"refused": Refusal.TOO_MUCH_MEMORY}, b""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # decoders raise whatever a hostile file makes them raise
        return {"refused": Refusal.BROKEN}, b""


def _redrawn(decoder: str, limits: Limits) -> tuple[dict[str, Any], bytes]:
    from PIL import Image

    if decoder in _RARE:
        import_module(_RARE[decoder])
    Image.MAX_IMAGE_PIXELS = limits.dots
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    warnings.filterwarnings("ignore", category=UserWarning)
    too_many = NotTaken(Refusal.TOO_MANY_DOTS, limit=limits.dots // 1_000_000)
    try:
        with Image.open(sys.stdin.buffer, formats=[decoder]) as image:
            _check(image, limits, too_many)
            turn, day = _told_by_the_camera(image)
            large = _upright(plain_colours(image, limits.kept_side), turn)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise too_many from bomb
    small = large.copy()
    small.thumbnail((limits.small_side, limits.small_side), Image.Resampling.LANCZOS)
    drawings = _jpeg(large, _LARGE_QUALITY), _jpeg(small, _SMALL_QUALITY)
    said = {"width": large.width, "height": large.height, "day": day and day.isoformat()}
    return {**said, "large": len(drawings[0]), "small": len(drawings[1])}, b"".join(drawings)


def _check(image: Any, limits: Limits, too_many: NotTaken) -> None:
    """What can be refused before a single dot is decoded. A second view in a JPEG of a phone is no film."""
    if image.width * image.height > limits.dots or max(image.size) > limits.longest_side:
        raise too_many
    if min(image.size) < limits.shortest_side:
        raise NotTaken(Refusal.TOO_SMALL, limit=limits.shortest_side)
    if getattr(image, "is_animated", False) and image.format != "MPO":
        raise NotTaken(Refusal.MOVING)


def _told_by_the_camera(image: Any) -> tuple[int, date | None]:
    """How the camera was held, and the day; nothing where its notes are broken: that harms no dots."""
    try:
        exif = image.getexif()
        return int(exif.get(_ORIENTATION, 1)), _day(exif.get_ifd(_CAMERA).get(_TAKEN_AT))
    except Exception:
        return 1, None


def _day(taken_at: object) -> date | None:
    try:
        return date.fromisoformat(str(taken_at)[:10].replace(":", "-"))
    except ValueError:
        return None


def _upright(image: Any, turn: int) -> Any:
    from PIL import Image

    name = _UPRIGHT.get(turn)
    return image.transpose(Image.Transpose[name]) if name else image


def _jpeg(image: Any, quality: int) -> bytes:
    from PIL import Image

    bare = Image.new(image.mode, image.size)  # whatever a decoder noted beside the dots stays behind
    bare.paste(image)
    target = io.BytesIO()
    bare.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()


if __name__ == "__main__":
    main()
