"""The page that everybody meets first, in three languages."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("language", ["en", "ru-RU", "zh-CN"])
def test_signing_in_is_accessible(open_page, assert_accessible, language):
    page = open_page("/", language=language)
    assert page.locator("html").get_attribute("lang") == {"zh-CN": "zh-hans"}.get(language, language[:2])
    assert page.locator("input[type=password]").is_visible()
    assert_accessible(page)
