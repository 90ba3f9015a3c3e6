"""The reader of messages reads all that our templates can say, and the keeper of catalogues sees every gap."""

import io
from pathlib import Path

import allauth
import django.conf
import django.contrib.auth
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django import forms
from django.utils import translation

from rapport.config import assets, messages
from rapport.web import borrowed


def extracted(template: str) -> list:
    found = messages.extract_template(io.BytesIO(template.encode()), messages.KEYWORDS, messages.COMMENT_TAGS, {})
    return [(line, message) for line, _function, message, _comments in found]


def catalogue(translations: str, locale: str = "ru") -> Catalog:
    return read_po(io.BytesIO(translations.encode()), locale=locale)


def wanted(*ids: str | tuple[str, str]) -> Catalog:
    source = Catalog()
    for message in ids:
        source.add(message)
    return source


def test_no_template_writes_a_placeholder_that_is_never_filled():
    """Asked of a catalogue, which holds every message of every template: `messages --check` sees to that."""
    kept = messages.read(messages.path_of("ru"), "ru")
    assert len(kept) > 1000
    assert not [message.id for message in kept if "%%(" in str(message.id)]


def test_no_message_is_asked_both_alone_and_in_number():
    """A catalogue has one entry for both, found by its number alone: asked without one it would stay English."""
    alone, in_number = set(), set()
    for _file, _line, message, _comments, context in extract_from_dir(
        messages.PACKAGE, messages.METHODS, keywords=messages.KEYWORDS, comment_tags=messages.COMMENT_TAGS
    ):
        if isinstance(message, tuple):
            in_number.add((context, message[0]))
        else:
            alone.add((context, message))
    assert len(in_number) > 100
    assert not alone & in_number


def test_messages_are_read_from_every_tag_of_a_template():
    assert extracted("{% load i18n %}\n   {% translate 'Save' %}{% trans \"Call\" %}") == [
        (2, "Save"),
        (2, "Call"),
    ]
    assert extracted("{% translate 'Who' context 'person' %}") == [(1, ("person", "Who"))]
    assert extracted("{% blocktranslate with name=p.name %}Hello {{ name }}, 5%{% endblocktranslate %}") == [
        (1, "Hello %(name)s, 5%%")
    ]
    assert extracted('<a href="{{ x|default:_("None yet") }}">') == [(1, "None yet")]


def test_messages_are_read_from_plurals_and_trimmed_blocks():
    template = """
      <p>it's (here
        {% blocktranslate count n=people|length trimmed %}
            {{ n }} person
        {% plural %}
            {{ n }} people
        {% endblocktranslate %}
    """
    assert [message[:2] for _line, message in extracted(template)] == [("%(n)s person", "%(n)s people")]


def test_messages_are_read_from_attributes_of_components():
    assert extracted('<c-button :on="x" label="{% translate \'Undo\' %}">it\'s</c-button>') == [(1, "Undo")]


@pytest.mark.parametrize(
    ("source", "translations", "trouble"),
    [
        ("Call", "", "missing"),
        ("Call", 'msgid "Call"\nmsgstr ""\n', "missing"),
        ("Call", '#, fuzzy\nmsgid "Call"\nmsgstr "Звонок"\n', "fuzzy"),
        (
            ("call", "calls"),
            'msgid "call"\nmsgid_plural "calls"\nmsgstr[0] "звонок"\nmsgstr[1] ""\n',
            "half translated",
        ),
        (
            "%(n)s left",
            '#, python-format\nmsgid "%(n)s left"\nmsgstr "осталось %(m)s"\n',
            "unknown named placeholder",
        ),
        ("%(n)s of us", 'msgid "%(n)s of us"\nmsgstr "%(n)s из нас (95% уверенности)"\n', "cannot be filled in"),
    ],
)
def test_a_gap_is_seen(source, translations, trouble):
    [gap] = messages.gaps(wanted(source), catalogue(translations))
    assert trouble in gap


def test_a_whole_catalogue_has_no_gap():
    plural = 'msgid "call"\nmsgid_plural "calls"\nmsgstr[0] "звонок"\nmsgstr[1] "звонка"\nmsgstr[2] "звонков"\n'
    assert not messages.gaps(wanted(("call", "calls")), catalogue(plural))


def test_updating_keeps_translations_and_drops_what_is_gone(tmp_path):
    messages.update("ru", wanted("Call", "Gone"), tmp_path)
    path = messages.path_of("ru", tmp_path)
    path.write_text(path.read_text().replace('msgid "Call"\nmsgstr ""', 'msgid "Call"\nmsgstr "Звонок"'))
    messages.update("ru", wanted("Call", "New"), tmp_path)
    updated = messages.read(path, "ru")
    assert {message.id: message.string for message in updated if message.id} == {"Call": "Звонок", "New": ""}


def test_catalogues_are_compiled_when_they_change(tmp_path):
    source = messages.path_of("ru", tmp_path / assets.PACKAGE)
    source.parent.mkdir(parents=True)
    source.write_text('msgid "Call"\nmsgstr "Звонок"\n')
    assert assets.compile_catalogues(tmp_path) == [Path(source).with_suffix(".mo")]
    assert assets.compile_catalogues(tmp_path) == []


def test_a_spoilt_catalogue_is_refused_by_its_name(tmp_path):
    source = messages.path_of("ru", tmp_path / assets.PACKAGE)
    source.parent.mkdir(parents=True)
    source.write_text("<<<<<<< HEAD\n")
    with pytest.raises(assets.AssetsError, match=r"django\.po"):
        assets.compile_catalogues(tmp_path)


def test_what_is_borrowed_is_still_said_by_whom_it_is_borrowed_from():
    """Else the words of a form would fall back to theirs without anybody noticing."""
    theirs: set[str] = set()
    for module in (django.conf, django.contrib.auth, allauth):
        with (Path(module.__file__).parent / "locale/ru/LC_MESSAGES/django.po").open("rb") as file:
            theirs |= {one.id[0] if isinstance(one.id, tuple) else one.id for one in read_po(file, locale="ru")}
    in_number = {vars(one)["_kw"]["singular"] for one in borrowed.IN_NUMBER}
    assert set(borrowed.ALONE) | in_number <= theirs


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "请填写此项。"), ("ru", "Заполните это поле.")])
def test_a_form_speaks_our_words(language: str, said: str):
    with translation.override(language):
        assert str(forms.CharField().error_messages["required"]) == said
