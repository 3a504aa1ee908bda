"""Whatever the notice and whatever the edits: both texts come back, and the HTML is valid."""

import os

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noticepress.redline import accept, compare_html, reject, to_text

from .notices import Maker, render
from .scorer import errors

EXAMPLES = int(os.environ.get("NOTICEPRESS_EXAMPLES", "120"))


@given(st.randoms(use_true_random=False), st.integers(4, 16))
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_texts_come_back(chance, times):
    maker = Maker(chance)
    before = maker.notice()
    after, _ = maker.edited(before, times)
    old, new = render(before), render(after)
    redline = compare_html(old, new)
    assert redline.fallbacks == ()
    assert accept(redline.html) == new
    assert reject(redline.html) == old
    assert errors(redline.html) <= errors(old) | errors(new)
    assert bool(redline.changes) or old == new or "data-old" in redline.html
    assert to_text(redline, colour=False)
