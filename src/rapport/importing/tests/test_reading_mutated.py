"""However a file is damaged, the answer is rows or a clear refusal."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from rapport.importing.reading.limits import Limits
from rapport.importing.tests.uploads import KINDS, PEOPLE, read_whole


def mutations(content: bytes, count: int, chance: Random) -> Iterator[bytes]:
    """Cut short, bits flipped, parts swapped, doubled, removed or overwritten."""
    for _ in range(count):
        here, there = sorted(chance.randrange(len(content)) for _ in range(2))
        length = chance.randrange(1, 200)
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 3, 30))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        yield chance.choice(
            (
                content[:there],
                bytes(flipped),
                bytes(flipped),
                content[:here] + content[there : there + length] + content[here + length :],
                content[:here] + content[here : here + length] * 3 + content[here + length :],
                content[:here] + content[here + length :],
                content[:here] + chance.randbytes(length) + content[here + length :],
            )
        )


def repacked(content: bytes, chance: Random) -> bytes:
    """A sound archive with damage inside one part, so that the parser meets it and not the checksum."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        hurt = chance.choice([name for name in source.namelist() if name.endswith(".xml")])
        for name in source.namelist():
            part = source.read(name)
            out.writestr(name, next(mutations(part, 1, chance)) if name == hurt and part else part)
    return target.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_sound_file_is_read(tmp_path: Path, kind: str) -> None:
    assert read_whole(tmp_path, KINDS[kind]()) == len(PEOPLE) - 1


@pytest.mark.parametrize("kind", KINDS)
def test_mutations_give_rows_or_a_refusal(tmp_path: Path, kind: str) -> None:
    chance = Random(kind)
    content = KINDS[kind]()
    limits = Limits(memory_bytes=256 * 1024 * 1024)  # soon met
    for mutated in mutations(content, 6, chance):
        read_whole(tmp_path, mutated, limits)
    if kind in ("xlsx", "ods"):
        for _ in range(6):
            read_whole(tmp_path, repacked(content, chance), limits)
