"""What a file is, by its first bytes; its name and what the browser says of it count for nothing."""

from .refusals import NotTaken, Refusal

# how much of the beginning is looked at
HEAD_BYTES = 4096

# beginning → the decoder that may look at the rest
_PICTURES = {
    b"\xff\xd8\xff": "JPEG",
    b"\x89PNG\r\n\x1a\n": "PNG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"II+\x00": "TIFF",
    b"MM\x00+": "TIFF",
}
_OTHERS = (
    b"\x00\x00\x01\x00",  # ICO
    b"\x00\x00\x02\x00",  # CUR
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"\xff\x4f\xff\x51",
    b"\xff\x0a",  # JPEG XL
    b"\x00\x00\x00\x0cJXL ",
    b"8BPS",
    b"icns",
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",
    b"qoif",
)
_STILL_PHONES = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif")


def decoder_for(head: bytes) -> str:
    """The one decoder that may look at a file that begins with `head`. Raises NotTaken for what is no photo."""
    for beginning, decoder in _PICTURES.items():
        if head.startswith(beginning):
            return decoder
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    raise NotTaken(_what_else(head))


def _what_else(head: bytes) -> Refusal:
    if head[4:8] == b"ftyp":
        return Refusal.PHONE_FORMAT if head[8:12] in _STILL_PHONES else Refusal.MOVING
    if head.startswith(_OTHERS) or head[128:132] == b"DICM":
        return Refusal.OTHER_PICTURE
    # also in two bytes a letter, which some programs write
    if b"<svg" in head.replace(b"\x00", b"").lower():
        return Refusal.DRAWING
    return Refusal.NOT_A_PICTURE
