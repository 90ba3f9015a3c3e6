"""Nothing comes from another host, nothing is inline, and all that a page names is there."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.test import override_settings

from rapport.config import assets
from rapport.web import checks

ROOT = Path(__file__).parent.parent
WEB = ROOT / "src/rapport/web"
TEMPLATES = sorted((ROOT / "src/rapport").glob("**/templates/**/*.html"))
OWN = [path for path in sorted((WEB / "static").glob("**/*.*")) if "vendor" not in path.parts]
NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)(?![^>]*json)|\s(?:style|on[a-z]+)=[\"']", re.IGNORECASE)
ICON = re.compile(r"""\{% icon ["']([a-z0-9-]+)["']|\bicon="([a-z0-9-]+)\"""")


def icon_names() -> set[str]:
    return set((ROOT / assets.ICON_NAMES).read_text().split())


def found_in(paths: list[Path], wrong: Callable[[str], Iterable[str]]) -> dict[str, list[str]]:
    """What is wrong in the text of each file, by its name, where something is."""
    found = {str(path.relative_to(ROOT)): list(wrong(path.read_text())) for path in paths}
    return {name: wrongs for name, wrongs in found.items() if wrongs}


def other_hosts(text: str) -> list[str]:
    addresses = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}[^\s\"')]*", text)
    return [address for address in addresses if not address.startswith(NAMESPACES)]


def icons_of(text: str) -> set[str]:
    return {name for names in ICON.findall(text) for name in names if name}


def test_no_page_style_or_script_names_another_host():
    assert TEMPLATES and OWN
    assert found_in([*TEMPLATES, *OWN], other_hosts) == {}


def test_no_template_has_inline_style_or_script():
    assert found_in(TEMPLATES, INLINE.findall) == {}, "the content security policy refuses it"


def test_every_icon_of_a_template_is_in_the_sprite():
    listed = icon_names()
    assert found_in(TEMPLATES, lambda text: icons_of(text) - listed) == {}, "add it to icons.txt"


def test_the_sprite_holds_every_icon_of_the_list_once():
    sprite = ElementTree.parse(ROOT / assets.VENDOR / "icons.svg")
    names = [symbol.get("id") for symbol in sprite.getroot()]
    assert len(names) == len(set(names))
    assert set(names) == icon_names()


def test_the_built_assets_are_those_of_the_recipe():
    assert not assets.build(ROOT), "they were out of date and have been built again"


def test_an_icon_that_does_not_exist_is_refused_by_its_name(tmp_path):
    with pytest.raises(assets.AssetsError, match="no-such-icon"):
        assets._sprite(tmp_path, ["no-such-icon"])


def test_built_assets_point_at_no_source_map():
    assert not [path for path in (ROOT / assets.VENDOR).glob("*.*s") if b"sourceMappingURL" in path.read_bytes()]


def test_locked_packages_name_no_registry():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_every_static_file_has_a_name_by_its_content(tmp_path):
    by_content = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=by_content):
        call_command("collectstatic", verbosity=0, interactive=False)
    manifest = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {f"vendor/{name}" for name in assets.SERVED} <= manifest.keys()


def test_missing_assets_are_told_with_the_mending_command(monkeypatch):
    assert checks.assets_are_built() == []
    monkeypatch.setattr(finders, "find", lambda path: None)
    [error] = checks.assets_are_built()
    assert assets.MEND in error.hint
