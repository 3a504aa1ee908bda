"""A fragment whose tags do not nest, as the browser would understand it."""

import html5lib
from html5lib.serializer import HTMLSerializer


def repair(html: str) -> str:
    """Return a well-formed fragment with the same HTML5 tree: end tags written out, stray ones dropped."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    walker = html5lib.getTreeWalker("etree")
    serializer = HTMLSerializer(
        omit_optional_tags=False,
        quote_attr_values="always",
        alphabetical_attributes=False,
        resolve_entities=False,
        strip_whitespace=False,
        escape_lt_in_attrs=True,
    )
    return serializer.render(walker(tree))
