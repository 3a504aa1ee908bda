"""The five Word documents that the importer is tried on; the five pages are files beside this one."""

from importer.wordfile import (
    cell,
    changed,
    deleted,
    docx,
    field,
    link,
    note,
    p,
    r,
    table,
)

_FOOTNOTE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
_ENDNOTE = '<w:r><w:endnoteReference w:id="{}"/></w:r>'
_GONE_MARK = '<w:rPr><w:del w:id="8" w:author="Ann Editor"/></w:rPr>'


def lists_and_headings() -> bytes:
    """Nested lists three deep, numbering that goes on and restarts, letters, headings of styles of a firm's own."""
    return docx(
        p("Privacy notice", "Title")
        + p("Contents ..... 1", "TOC1")
        + p("Who we are", "Clause")
        + p("Acme is responsible for your data.")
        + p("Why we ask", "Sub", properties='<w:jc w:val="left"/>')
        + p("We ask for:")
        + p("your name", listed=(2, 0))
        + p("your address, that is", listed=(2, 0))
        + p("the street", listed=(2, 1))
        + p("with its number", listed=(2, 2))
        + p("and its letter", listed=(2, 2))
        + p("the town", listed=(2, 1))
        + p("your telephone number", listed=(2, 0))
        + p("A paragraph between, after which the count goes on.")
        + p("the fourth", listed=(2, 0))
        + p("Another list, from one:")
        + p("first again", listed=(3, 0))
        + p("second again", listed=(3, 0))
        + p("Direct outline", properties='<w:outlineLvl w:val="0"/>')
        + p("by its style a bullet", "Listed")
        + p("a second one", "Listed")
        + p("one", listed=(4, 0))
        + p("two", listed=(4, 0))
    )


def tables() -> bytes:
    """A table with a row of headings, cells that reach over others, several paragraphs, a list, and one for looks."""
    return docx(
        p("Privacy notice", "Title")
        + p("How long we keep it", "berschrift1")
        + table(
            ["What", "Why", "How long"],
            ["Orders | invoices", cell("Tax law", '<w:vMerge w:val="restart"/>'), "6 years"],
            ["Receipts", cell("", "<w:vMerge/>"), "6 years"],
            [cell("Everything else", '<w:gridSpan w:val="2"/>'), "1 year"],
            [cell(p("Two") + p("paragraphs")), cell(p("a", listed=(1, 0)) + p("b", listed=(1, 0))), "-"],
        )
        + p("Table: this is a sentence and no caption.")
        + table(["A", "B"], ["1", "2"], header=False)
        + table(["Only one cell, with a box around it."])
    )


def changes_and_comments() -> bytes:
    """Tracked insertions, deletions and a move, a deleted paragraph mark, a deleted row, a comment, margins."""
    gone = "<w:tr><w:trPr><w:del w:id='3' w:author='Ann Editor'/></w:trPr>" + cell(deleted_run("Old row")) + "</w:tr>"
    rows = table(["What", "How long"], ["Orders", "6 years"]).replace("</w:tbl>", f"{gone}</w:tbl>")
    return docx(
        p("Privacy notice", "Title")
        + p("Changes", "berschrift1")
        + p(r("We keep it for ") + changed("del", deleted("five")) + changed("ins", r("six")) + r(" years."))
        + p(changed("moveFrom", r("This sentence moved.")) + r("Here it was."))
        + p(r("Here it is now. ") + changed("moveTo", r("This sentence moved."), "Bob Lawyer"))
        + p("The first half", properties=_GONE_MARK)
        + p(" and the second are one paragraph.")
        + p(
            '<w:commentRangeStart w:id="1"/>'
            + r("Commented words.")
            + '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>'
        )
        + p(r("Seen") + r(" and hidden", "<w:vanish/>") + r(" and struck", "<w:strike/>") + r("."))
        + rows,
        comments=f'<w:comment w:id="1" w:author="Bob Lawyer">{p("Is that so?")}</w:comment>',
        header=p("DRAFT - confidential"),
        footer=p("Page 1"),
    )


def deleted_run(text: str) -> str:
    return p(changed("del", deleted(text)))


def notes_and_links() -> bytes:
    """Footnotes and an endnote, links by relation and by field, an anchor, soft line breaks, a mailbox."""
    return docx(
        p('<w:bookmarkStart w:id="5" w:name="_Ref1"/>' + r("Your rights") + '<w:bookmarkEnd w:id="5"/>', "berschrift1")
        + p(r("You may complain") + _FOOTNOTE.format(2) + r(" or write") + _ENDNOTE.format(2) + r("."))
        + p(
            r("See ")
            + link("the regulator", "l1")
            + r(" and ")
            + field(' HYPERLINK "https://new.example/a b" ', "a page")
        )
        + p(r("Write to ") + link("hello@acme.example", "l2") + r(", or see ") + anchor("above", "_Ref1") + r("."))
        + p('<w:fldSimple w:instr=" HYPERLINK &quot;https://simple.example/&quot; ">' + r("simple") + "</w:fldSimple>")
        + p(r("1 Mill Lane") + "<w:r><w:br/></w:r>" + r("Anytown") + "<w:r><w:br/></w:r>" + r("AN1 1AA"))
        + p(link("bad", "l3"))
        + p("Further", "berschrift2")
        + p(r("Bold: ", "<w:b/>") + r("and ") + r("Acme", "<w:i/>") + r("’s “quotes”") + r("\u00a0stay."))
        + p(
            "<w:r><w:sym w:font='Symbol' w:char='F0B7'/></w:r>"
            + r(" a sign, co")
            + "<w:r><w:noBreakHyphen/></w:r>"
            + r("op")
        ),
        footnotes=note("footnote", 2, "To the regulator."),
        endnotes=note("endnote", 2, "By post."),
        links={
            "l1": "https://regulator.example/complain/",
            "l2": "mailto:hello@acme.example",
            "l3": "javascript:alert(1)",
        },
    )


def anchor(text: str, name: str) -> str:
    return f'<w:hyperlink w:anchor="{name}">{r(text)}</w:hyperlink>'


def plain_look() -> bytes:
    """Headings that are only bold, a text box, clauses 1 and 1.1, what looks like a template, a formula."""
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><wps:txbx><w:txbxContent>'
        + p("In a box beside the text.")
        + "</w:txbxContent></wps:txbx></mc:Choice></mc:AlternateContent></w:r>"
    )
    return docx(
        p(r("Who we are", "<w:b/>"))
        + p("{{ brand.name }} is {% if x %} as it is, <!-- as is --> this, {# and {Acme} #}, <b>and</b> *that*.")
        + p(r("What we keep", "<w:b/>"))
        + p("First clause", listed=(5, 0))
        + p("Its part", listed=(5, 1))
        + p(r("Beside ") + box + r("it."))
        + p(r("2 + ") + "<m:oMath><m:r><m:t>x=4</m:t></m:r></m:oMath>")
        + p("1. typed number")
        + p("- typed dash")
        + p("# typed hash"),
        title="Privacy notice of the shop",
    )


DOCUMENTS = {
    made.__name__: made for made in (lists_and_headings, tables, changes_and_comments, notes_and_links, plain_look)
}
