"""The keys of the frame: they go by their place on the keyboard, and leave those who type alone."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

PLAIN_PAGE = "/account/password/change/"
PRESS = """([key, code, more]) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }))"""


@pytest.fixture
def page(open_page, desk):
    page = open_page(PLAIN_PAGE, user=desk)
    page.evaluate("document.activeElement.blur()")
    return page


def press(page, key, code, **more):
    page.evaluate(PRESS, [key, code, more])


FRAMED = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    return [at.tagName, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
}"""


def searching(page):
    return page.evaluate("document.activeElement.name") == "q"


def help_shown(page):
    return page.locator("#keys-help").is_visible()


def test_slash_searches_and_is_not_typed(page):
    page.keyboard.press("/")
    assert searching(page)
    assert page.locator("[name=q]").input_value() == ""


def test_slash_searches_in_the_russian_layout(page):
    press(page, ".", "Slash")
    assert searching(page)


def test_question_mark_shows_the_keys_and_escape_closes_them(page, assert_accessible):
    page.keyboard.press("?")
    assert help_shown(page)
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert not help_shown(page)


def test_keys_wait_while_somebody_types(page):
    page.focus("[name=oldpassword]")
    page.keyboard.press("/")
    assert not searching(page)
    assert page.locator("[name=oldpassword]").input_value() == "/"


@pytest.mark.parametrize("more", [{"isComposing": True}, {"ctrlKey": True}, {"altKey": True}, {"metaKey": True}])
def test_keys_wait_while_somebody_composes_or_holds_a_modifier(page, more):
    press(page, "/", "Slash", **more)
    assert not searching(page)


def test_keys_can_be_switched_off_for_good_and_on_again(page):
    page.keyboard.press("?")
    page.uncheck("[data-keys-switch]")
    page.reload()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert not searching(page)
    page.click("summary:has(.ava)")
    page.click("[data-dialog=keys-help]")
    page.check("[data-keys-switch]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert searching(page)


def test_language_is_switched_where_one_is(page):
    page.click("summary:has-text('EN')")
    page.click("text=Русский")
    page.wait_for_selector("html[lang=ru]")
    assert page.url.endswith(PLAIN_PAGE)


def test_what_has_the_focus_is_framed(page):
    """Buttons as well as links: the styles below ours take the frame from a button."""
    seen = []
    for _step in range(20):
        page.keyboard.press("Tab")
        seen.append(tuple(page.evaluate(FRAMED)))
    assert {tag for tag, _framed in seen} >= {"A", "BUTTON", "INPUT", "SUMMARY"}
    assert all(framed for tag, framed in seen if tag != "BODY")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_frame_fits(open_page, desk, assert_accessible, size):
    desk.name = "Константинопольская Александра Владиславовна"
    desk.save()
    page = open_page(PLAIN_PAGE, user=desk, viewport={"width": size[0], "height": size[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert_accessible(page)


def test_h_hides_from_a_client_and_opens_what_is_hidden(open_page, desk, assert_accessible):
    """REC-12: the page that counter mode closes says how it opens, in the Russian layout as well."""
    page = open_page(PLAIN_PAGE, user=desk, forgive=("403",))
    page.evaluate("document.activeElement.blur()")
    with page.expect_navigation():
        page.keyboard.press("h")
    page.goto("/feedback/")
    assert page.locator("h1").inner_text() == "Counter mode hides this page"
    assert_accessible(page)
    with page.expect_navigation():
        press(page, "р", "KeyH")
    assert page.url.endswith("/feedback/") and page.get_by_role("link", name="Complaints").count()
