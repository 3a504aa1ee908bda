"""A redline as one file: to open in a browser, to send, to print."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup

from noticepress.languages import words
from noticepress.model import Document, Redline
from noticepress.pages import markup, places


def standalone_page(redline: Redline, before: Document, after: Document, templates: Path) -> str:
    """Return ``redline`` as a page that needs no other file: ``templates/redline.html`` with the site's style."""
    said = words(after.language)
    loader = FileSystemLoader(templates)
    environment = Environment(loader=loader, autoescape=select_autoescape(default=True), keep_trailing_newline=True)
    sides = [{"version_name": _name(document), "sha256": document.sha256} for document in (before, after)]
    names = " to ".join(_name(document).lower() for document in (before, after))
    # The redline is ours and well-formed; the style is the designer's: neither is anyone's input.
    body = Markup(markup.write(places.read(redline.html, said), said))  # noqa: S704
    style = Markup((templates / "site" / "style.css").read_text(encoding="utf-8"))  # noqa: S704
    title = f"{after.brand_name}: {after.title}, changes from {names}"
    template = environment.get_template("redline.html")
    return template.render(title=title, before=sides[0], after=sides[1], body=body, style=style)


def _name(document: Document) -> str:
    return "Draft" if document.version == "draft" else f"Version {document.version}"
