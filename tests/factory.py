"""Small whole things for tests: a brand, its documents, a timeline, redlines, a site."""

from datetime import UTC, date, datetime
from pathlib import Path

from noticepress.document import make_document
from noticepress.history import redline_pairs
from noticepress.machine import machine_files
from noticepress.model import (
    Approval,
    Brand,
    Company,
    Contact,
    Document,
    Redline,
    Release,
    Site,
    State,
    Theme,
    Timeline,
    Version,
    Withdrawal,
)
from noticepress.pages import home_page, make_bodies, make_pages

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates" / "site"
BASE_CONFIG = ROOT / "mkdocs.yml"
AS_AT = date(2026, 11, 25)

BODY = """<h2 id="intro">Introduction</h2>
<p>Example Widgets collects a name &amp; an address. See <a href="https://example.org/help">the help pages</a>.</p>
<h2 id="purposes" data-covers="13(1)(c)">What we use your personal data for</h2>
<p>To send you what you ordered, and for the reasons below.</p>
<h3 id="contract">Contract</h3>
<p>We need an address to send a parcel to.</p>
<h3 id="interests">Legitimate interests</h3>
<p>We may tell you about our <em>own</em> products.</p>
<h2 id="retention">How long we keep it</h2>
<table>
<thead>
<tr><th>What</th><th>How long</th></tr>
</thead>
<tbody>
<tr><td>Orders</td><td>6 years</td></tr>
<tr><td>Support tickets</td><td>24 months</td></tr>
</tbody>
</table>
<h2 id="rights">Your rights</h2>
<p>You can:</p>
<ul>
<li>see the data that we hold about you;</li>
<li>have it put right.</li>
</ul>
<p>Our own page on <a href="#retention">how long we keep it</a> says more.</p>
"""

REDLINE = """<h2 id="intro">Introduction</h2>
<p>Example Widgets collects a name &amp; an address. See
<a href="https://example.org/help" data-old="https://example.org/old">the help pages</a>.</p>
<h2 id="purposes">What we use your personal data <del>for</del></h2>
<p>To send you what you <del>asked for</del><ins>ordered</ins>, and for the reasons below.</p>
<h3 id="contract">Contract</h3>
<p>We need an address to send a parcel to.</p>
<p data-diff="move" data-move="m1">We <ins>may</ins> tell you about our <em>own</em> products.</p>
<h2 id="retention">How long we keep it</h2>
<table>
<thead>
<tr><th>What</th><th>How long</th></tr>
</thead>
<tbody>
<tr><td>Orders</td><td><del>5</del><ins>6</ins> years</td></tr>
<tr data-diff="ins"><td>Support tickets</td><td>24 months</td></tr>
</tbody>
</table>
<h2 id="unchanged">Who we are</h2>
<p>We are who we were.</p>
<h2 id="rights">Your rights</h2>
<p data-diff="move-from" data-move="m1"><span data-note="">Moved.</span></p>
<p>You can:</p>
<ul>
<li>see the data that we hold about you;</li>
<li data-diff="ins">have it put right;</li>
<li data-diff="ins">have it deleted.</li>
</ul>
<h2 id="gone" data-diff="del">Cookies</h2>
<p data-diff="del">We set one cookie.</p>
"""


def make_brand(*, site_url: str | None = None, theme: Theme = Theme(), name: str = "Example Widgets") -> Brand:  # noqa: B008
    return Brand(
        id="widgets",
        name=name,
        legal_name=None,
        contact=Contact(),
        parent=None,
        sisters=(Company("gadgets", "Example Gadgets"),),
        values={},
        theme=theme,
        site_url=site_url,
        privacy_contact_title=None,
        confirmed=None,
        inherited=frozenset(),
        path=Path("brands/widgets.yml"),
    )


def make_text(number: str, html: str = BODY, effective: date | None = None, title: str = "Privacy notice") -> Document:
    return make_document(
        notice="privacy",
        brand="widgets",
        brand_name="Example Widgets",
        version=number,
        effective=effective,
        title=title,
        html=html,
    )


def make_release(document: Document, *, withdrawn: bool = False) -> Release:
    return Release(
        notice="privacy",
        version=document.version,
        title=document.title,
        effective=document.effective,
        recorded=date(2026, 11, 22),
        summary=f"What version {document.version} is <about> & why.",
        classes={"widgets": "editorial"},
        declared_by="The legal team",
        approval=Approval("A Tester", datetime(2026, 11, 23, tzinfo=UTC), "0" * 64),
        withdrawal=Withdrawal("A Tester", datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "It came too early.")
        if withdrawn
        else None,
        documents={"widgets": document},
        path=Path("notices/privacy/releases") / document.version,
    )


def make_version(
    number: str, state: State, start: date | None = None, end: date | None = None, html: str = BODY
) -> Version:
    document = make_text(number, html, start)
    release = None if state == "draft" else make_release(document, withdrawn=state == "withdrawn")
    in_life = state in ("in-force", "superseded", "upcoming")
    return Version(document, state, "editorial", start if in_life else None, end, release)


def make_timeline(*versions: Version, brand: Brand | None = None) -> Timeline:
    return Timeline("privacy", brand or make_brand(), "Privacy notice", versions, AS_AT)


def full_timeline(brand: Brand | None = None) -> Timeline:
    """A version in each state that there is."""
    return make_timeline(
        make_version("1.0", "superseded", None, date(2026, 6, 1)),
        make_version("1.1", "superseded", date(2026, 6, 1), date(2026, 10, 1)),
        make_version("1.2", "withdrawn", date(2026, 9, 1)),
        make_version("2.0", "in-force", date(2026, 10, 1), date(2026, 12, 1)),
        make_version("2.1", "upcoming", date(2026, 12, 1)),
        make_version("3.0", "proposed", date(2027, 1, 1)),
        make_version("draft", "draft"),
        brand=brand,
    )


def make_redline(html: str = REDLINE) -> Redline:
    return Redline("0" * 64, "1" * 64, (), html)


def full_redlines() -> dict[tuple[str, str], Redline]:
    pairs = redline_pairs(full_timeline())
    return {(old.document.version, new.document.version): make_redline() for old, new in pairs}


def make_site(timeline: Timeline | None = None, redlines: dict[tuple[str, str], Redline] | None = None) -> Site:
    timeline = timeline or full_timeline()
    redlines = full_redlines() if redlines is None else redlines
    pages = (home_page([timeline]), *make_pages(timeline, redlines, pdfs=()))
    return Site(timeline.brand, pages, (*make_bodies(timeline), *machine_files(timeline, ())))
