"""Icons, initials, and what the frame keeps rendered."""

import pytest
from django.template import Context, Template
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

from rapport.web.templatetags.look import apart, icon, initials, listed, percent, still


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("许文静", "许"),
        ("司马 相如", "司"),
        ("𠮷田", "𠮷"),
        ("Ольга Белова", "ОБ"),
        ("Ковалёва Марина Сергеевна", "КС"),
        ("priya nair", "PN"),
        ("Rosa", "R"),
        ("", "?"),
        ("  ", "?"),
        ("(42) Ann", "A"),
    ],
)
def test_initials_fit_the_script_of_the_name(name, expected):
    assert initials(name) == expected


def test_icon_is_decoration_unless_it_is_labelled():
    assert 'aria-hidden="true"' in icon("phone")
    assert 'role="img" aria-label="Call &lt;b&gt;"' in icon("phone", "Call <b>")


def test_what_is_kept_rendered_is_kept_by_language():
    with translation.override("ru"):
        russian = still("frame/languages.html")
    with translation.override("zh-hans"):
        chinese = still("frame/languages.html")
    assert "RU" in russian
    assert "中文" in chinese


def test_a_component_escapes_what_it_is_given():
    source = CottonCompiler().process('<c-panel :title="name"><c-chip>{{ name }}</c-chip></c-panel>')
    drawn = Template(source).render(Context({"name": '<script>"'}))
    assert "<h2>&lt;script&gt;&quot;</h2>" in drawn
    assert 'class="chip' in drawn
    assert "<script>" not in drawn


def test_the_ways_to_look_are_links_and_nothing_else():
    source = CottonCompiler().process('<c-views :items="ways" label="Ways" data-kept />')
    drawn = Template(source).render(Context({"ways": [{"url": "/a/", "label": "A", "count": None}]}))
    assert drawn.count('<a href="/a/">A</a>') == 1 and "data-kept" in drawn
    assert "items=" not in drawn and "None" not in drawn


@pytest.mark.parametrize(
    ("language", "expected"), [("zh-hans", "短信、微信"), ("ru", "短信, 微信"), ("en", "短信, 微信")]
)
def test_words_are_set_apart_as_the_language_does_it(language, expected):
    with translation.override(language):
        assert listed(["短信", "微信"]) == expected


@pytest.mark.parametrize(("language", "shown"), [("en", "61.1%"), ("zh-hans", "61.1%"), ("ru", "61,1\u00a0%")])
def test_a_share_is_written_as_the_language_does_it(language: str, shown: str) -> None:
    with translation.override(language):
        assert percent(61.1) == shown


@pytest.mark.parametrize(("language", "shown"), [("en", " "), ("ru", " "), ("zh-hans", "")])
def test_sentences_follow_each_other_as_the_language_does_it(language: str, shown: str) -> None:
    with translation.override(language):
        assert apart() == shown
