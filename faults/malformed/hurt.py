"""Sound files hurt at random: cut short, bits flipped, pieces doubled, swapped, blanked; parts of archives too."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from random import Random

from faults.malformed.case import Case
from faults.malformed.sound import sound_files

Hurt = Callable[[bytes, Random], bytes]


def _cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _beheaded(content: bytes, chance: Random) -> bytes:
    return content[chance.randrange(1, len(content)) :]


def _flipped(content: bytes, chance: Random) -> bytes:
    hurt = bytearray(content)
    for _ in range(chance.choice((1, 3, 30, 300))):
        hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
    return bytes(hurt)


def _doubled(content: bytes, chance: Random) -> bytes:
    here, there = sorted((chance.randrange(len(content)), chance.randrange(len(content))))
    return content[:there] + content[here:]


def _swapped(content: bytes, chance: Random) -> bytes:
    places = sorted(chance.randrange(len(content)) for _ in range(3))
    first, second, third = places
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def _blanked(content: bytes, chance: Random) -> bytes:
    here, length = chance.randrange(len(content)), chance.choice((1, 20, 500))
    return content[:here] + chance.choice((b"\0", b"\xff", b" ", b'"')) * length + content[here + length :]


def _noisy(content: bytes, chance: Random) -> bytes:
    here, length = chance.randrange(len(content)), chance.choice((5, 100, 2_000))
    return content[:here] + chance.randbytes(length) + content[here + length :]


def _sprinkled(content: bytes, chance: Random) -> bytes:
    """Signs that mean something to a parser, at places where nobody wrote them."""
    hurt = bytearray(content)
    for _ in range(chance.choice((3, 40))):
        sign = chance.choice(
            (b'"', b",", b"\t", b"\r", b"\n", b"\0", b";", b"<td>", b"\xef\xbb\xbf", b"=1+1", b"'")
        )
        place = chance.randrange(len(hurt))
        hurt[place:place] = sign
    return bytes(hurt)


ANYHOW: tuple[Hurt, ...] = (_cut, _beheaded, _flipped, _flipped, _doubled, _swapped, _blanked, _noisy, _sprinkled)


def _part_hurt(content: bytes, chance: Random) -> bytes:
    """A sound archive with damage inside a part, so that the parser meets it and not the checksum."""
    parts = _parts(content)
    name = chance.choice([name for name, part in parts if part])
    return _packed([(n, chance.choice(ANYHOW)(part, chance) if n == name else part) for n, part in parts])


def _parts_swapped(content: bytes, chance: Random) -> bytes:
    parts = _parts(content)
    first, second = chance.sample(range(len(parts)), 2)
    (one, a), (other, b) = parts[first], parts[second]
    parts[first], parts[second] = (one, b), (other, a)
    return _packed(parts)


def _part_missing(content: bytes, chance: Random) -> bytes:
    parts = _parts(content)
    parts.pop(chance.randrange(len(parts)))
    return _packed(parts)


def _part_twice(content: bytes, chance: Random) -> bytes:
    parts = _parts(content)
    name, part = chance.choice(parts)
    return _packed([*parts, (name, _flipped(part, chance) if part else b"<x/>")])


def _header_lies(content: bytes, chance: Random) -> bytes:
    """A size, checksum, method or flag in the list of contents that is not true."""
    hurt = bytearray(content)
    entries = [place for place in range(len(hurt) - 46) if hurt[place : place + 4] == b"PK\x01\x02"]
    place = chance.choice(entries)
    offset, form = chance.choice(
        ((8, "<H"), (10, "<H"), (16, "<I"), (20, "<I"), (24, "<I"), (28, "<H"), (42, "<I"))
    )
    largest = 2 ** (8 * struct.calcsize(form)) - 1
    struct.pack_into(form, hurt, place + offset, chance.choice((0, 1, 9, 97, largest, chance.randint(0, largest))))
    return bytes(hurt)


PACKED: tuple[Hurt, ...] = (
    _part_hurt,
    _part_hurt,
    _part_hurt,
    _parts_swapped,
    _part_missing,
    _part_twice,
    _header_lies,
)


def _parts(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _packed(parts: list[tuple[str, bytes]]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return target.getvalue()


def hurt_files(count: int, seed: int) -> Iterator[Case]:
    """`count` files, every format and every way of hurting in turns; half of them with their kind told."""
    chance = Random(seed)
    bases = list(sound_files())
    for number in range(count):
        base = bases[number % len(bases)]
        archive = base.content.startswith(b"PK")
        hurt = chance.choice(PACKED if archive and chance.random() < 0.7 else ANYHOW)
        content = hurt(base.content, chance)
        while chance.random() < 0.25:
            content = chance.choice(ANYHOW)(content, chance) if content else content
        told = f"{base.told}, {hurt.__name__.strip('_')} #{number}"
        yield Case(told, content, base.name, kind=chance.choice(("", "patients")))
