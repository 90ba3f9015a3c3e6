"""Collects what has to be translated and keeps the catalogues in step with it.

    python -m rapport.config.messages           brings every catalogue up to date with the source
    python -m rapport.config.messages --check   only says what is missing; fails if anything is

Django itself turns a template into something that reads like Python, Babel reads that: no GNU gettext needed.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from rapport.config import assets

PACKAGE = Path(__file__).resolve().parent.parent
DOMAIN = "django"
METHODS = [
    ("**/tests/**", "ignore"),
    ("**.py", "python"),
    ("**/templates/**.html", "rapport.config.messages:extract_template"),
    ("**/templates/**.txt", "rapport.config.messages:extract_template"),
]
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# What Rapport says, in this language: {locale}.
msgid ""
msgstr ""
"Language: {locale}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
_NAMES = re.compile(r"%\((\w+)\)")
COMMENT_TAGS = ("Translators:",)


def extract_template(
    file: BinaryIO, keywords: Any, comment_tags: Any, options: Any
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Babel's way to ask for the messages of one file: (line, function, arguments, comments) for each."""
    lines = templatize(file.read().decode()).splitlines()
    as_python = "\n".join(line.lstrip() for line in lines)  # what is left of indentation means nothing here
    found: Any = extract_python(io.BytesIO(as_python.encode()), keywords, comment_tags, options)
    yield from found


def extract(package: Path = PACKAGE) -> Catalog:
    """Every message in the Python files and templates under `package`, without translations."""
    found = Catalog(domain=DOMAIN)
    messages = extract_from_dir(package, METHODS, keywords=KEYWORDS, comment_tags=COMMENT_TAGS)
    for name, line, message, comments, context in messages:
        if message:  # an empty one would be the header
            found.add(message, None, [(name, line)], auto_comments=comments, context=context)
    return found


def locales() -> list[str]:
    """The locales that need a catalogue: the languages of the settings, but for the source's own."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def gaps(wanted: Catalog, catalogue: Catalog) -> list[str]:
    """What `catalogue` lacks of `wanted`, a line each: missing, fuzzy, half translated or spoilt."""
    messages = [message for message in wanted if message.id]  # the one without is the header
    return [f"{trouble}: {message.id!r}" for message in messages for trouble in _troubles(message, catalogue)]


def _troubles(message: Message, catalogue: Catalog) -> list[str]:
    found = catalogue.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
    if found is None or not any(_forms(found)):
        return ["missing"]
    if found.fuzzy:
        return ["fuzzy"]
    if message.pluralizable != found.pluralizable or not all(_forms(found)):
        return ["half translated"]
    if message.pluralizable and len(_forms(found)) != catalogue.num_plurals:
        return [f"{len(_forms(found))} plural forms, not {catalogue.num_plurals}"]
    spoilt = [f"cannot be filled in, {form!r}" for form in _forms(found) if not _fillable(form, message)]
    return [str(error) for error in found.check(catalogue)] or spoilt


def _fillable(form: str, message: Message) -> bool:
    """Whether words come out of it: a lone % beside a name, which Babel lets pass, is a page that breaks."""
    names = dict.fromkeys(_NAMES.findall("".join(message.id)), 1)
    try:
        return not names or bool(form % names)
    except (KeyError, TypeError, ValueError):
        return False


def _forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def path_of(locale: str, package: Path = PACKAGE) -> Path:
    """Where the catalogue of `locale` is kept."""
    return package / "locale" / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path, locale: str) -> Catalog:
    """The catalogue at `path`; an empty one if there is none yet."""
    if not path.exists():
        return Catalog(locale, DOMAIN)
    with path.open("rb") as file:
        return read_po(file, locale=locale, domain=DOMAIN)


def update(locale: str, wanted: Catalog, package: Path = PACKAGE) -> None:
    """Add to the catalogue of `locale` what is new, drop what is gone, keep every translation there is."""
    path = path_of(locale, package)
    catalogue = read(path, locale)
    catalogue.update(wanted, no_fuzzy_matching=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(HEADER.format(locale=locale, plural=catalogue.plural_forms).encode())
        write_po(file, catalogue, width=100, omit_header=True, ignore_obsolete=True, include_lineno=False)


def main(arguments: list[str]) -> int:
    django.setup()
    wanted = extract()
    if "--check" not in arguments:
        for locale in locales():
            update(locale, wanted)
        assets.compile_catalogues(PACKAGE.parents[1])
    lacking = {locale: gaps(wanted, read(path_of(locale), locale)) for locale in locales()}
    for locale, lines in lacking.items():
        print(f"{locale}: {len(wanted)} messages, {len(lines)} to translate")
        print(*lines, sep="\n", end="\n" if lines else "")
    return int("--check" in arguments and any(lacking.values()))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
