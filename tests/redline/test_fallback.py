"""A redline that cannot be verified is made coarser, and says where; a wrong one is never returned."""

import pytest

from noticepress.errors import BuildError
from noticepress.redline import accept, compare_html, engine, reject
from noticepress.redline.inline import InlineWriter

OLD = '<h2 id="one">One</h2>\n<p>we keep it for some months</p>\n<h2 id="two">Two</h2>\n<p>you may ask us</p>\n'
NEW = OLD.replace("some", "six").replace("may ask", "must ask")


def test_a_section_that_fails_is_replaced_whole_and_named(monkeypatch):
    write = InlineWriter.write

    def spoilt(self, old, old_keys, new, new_keys):
        found = write(self, old, old_keys, new, new_keys)
        return found.replace("months", "weeks")

    monkeypatch.setattr(InlineWriter, "write", spoilt)
    redline = compare_html(OLD, NEW)
    assert redline.fallbacks == ("one",)
    assert (accept(redline.html), reject(redline.html)) == (NEW, OLD)
    assert '<p data-diff="del"' in redline.html
    assert redline.html.count('id="one"') == 1
    assert "<ins" in redline.html  # the other section is as fine as ever


def test_what_can_never_be_verified_is_an_error(monkeypatch):
    monkeypatch.setattr(engine, "projections", lambda _html: {"old": "", "new": ""})
    with pytest.raises(BuildError, match="no exact redline"):
        compare_html(OLD, NEW)
