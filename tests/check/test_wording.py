"""Faults in words that no rule quotes are found at their place; good words are left alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sources import make_brand

from noticepress.check import check_text, read_view
from noticepress.errors import Finding

AS_AT = date(2026, 11, 23)
BRAND = replace(make_brand(), name="Brightwater", legal_name=None, sisters=())


def found(text: str, name: str = "n.txt") -> tuple[Finding, ...]:
    return check_text(read_view(Path(name), text), BRAND, AS_AT)


#: A rule, a notice, and the words at whose beginning the finding stands.
WRONG = [
    ("TYP-DUP", "We look after after your data.", "after after"),
    ("TYP-DUP", "We are a the best known firm.", "a the"),
    ("TYP-SPACE", "We look  after it.", "  after"),
    ("TYP-BRACKET", "We rely on it (UK GDPR Article 6(1)(f).", "(UK GDPR"),
    ("TYP-BRACKET", "We call them “partners and so on.", "“partners"),
    ("TYP-SPELL", "We shall recieve it.", "recieve"),
    ("TYP-SPELL", "We keep it for upto two years.", "upto"),
    ("APOS-STYLE", "We don’t and we won’t; it's so.", "it's"),
    ("GRAM", "Our lawful basis are these.", "lawful basis are"),
    ("GRAM", "The legal basis on which we depend are these.", "The legal basis"),
    ("GRAM", "Checks are done so under contract.", "are done so"),
    ("GRAM", "Stop them by:\n· clicking a link;\n· Ring us;\n· writing to us.", "Ring us"),
    ("GRAM", "You may:\n· ask for it;\n· and to see it.", "and to see"),
    ("GRAM", "If you use a telephone, such as a mobile, to our systems, we log it.", "such as a mobile"),
    ("BRAND-AGREE", "In short, Brightwater collect data.", "Brightwater collect"),
    ("LIST-PUNCT", "A:\n· a;\n· b;\nThen:\n· c\n· d\nThen:\n· e.\n· f.", "e."),
    ("NAME-PECR", "Under the Privacy & Electronic Communications Regulations 2003 we do.", "Privacy &"),
    ("NAME-PECR", "Under the Privacy and Electronic Communications Regulations we do.", "Privacy and"),
    ("NAME-UKGDPR", "The GDPR says so.", "GDPR"),
    ("NAME-ICO", "Ask the Information Commissioner’s Office.", "Information"),
    ("NAME-DPA", "Under the Data Protection Act 1998 you can.", "Data Protection"),
    ("NAME-DUAA", "Under the Data Use and Access Act we do.", "Data Use"),
    ("NAME-ART22", "Under Article 22 you can.", "Article 22"),
    ("NAME-ART45", "There is an adequacy decision for it.", "adequacy"),
    ("NAME-PECR", "The Privacy and Electronic Communications (EC Directive) Regulations do.", "Privacy and"),
    ("NAME-DPA", "You have rights under the DPA.", "DPA"),
    ("NAME-ART22", "Under Articles 21 and 22 you can.", "Articles 21"),
    ("NAME-ART45", "We export it under an adequacy decision, outside the UK and the EEA.", "adequacy"),
    ("NAME-EPRIV", "We follow ePrivacy rules.", "ePrivacy"),
    ("LINK-TEXT", "To do so, tap\u00a0here.", "tap"),
    ("LINK-TEXT", "More information is available here.", "available here"),
    ("LINK-LOST", "Read\u00a0our cookie policy\u00a0first.", "our cookie"),
    ("LINK-BARE", "Visit www.example.org for it.", "www.example.org"),
    ("LINK-HTTP", "Visit http://example.org/a for it.", "http:"),
    ("REF-DIRECTION", "As described above, we do.", "As described"),
    ("REF-DIRECTION", "See the aforementioned sites.", "the aforementioned"),
    ("PLAIN-ETC", "We hold names, addresses, etc.", "etc"),
    ("PLAIN-OPEN", "We hold any other details that there are.", "any other details"),
    ("PLAIN-OPEN", "We use it for many things, including but not limited to sales.", "including but"),
    ("PLAIN-VAGUE", "We encrypt it where appropriate.", "where appropriate"),
    ("PLAIN-VAGUE", "We change this from time to time.", "from time"),
    ("PLAIN-LEGALESE", "Pursuant to this we act.", "Pursuant"),
    ("PLAIN-DOUBLENEG", "So it is not unlikely that we do.", "it is not"),
    ("PLAIN-PUFF", "We take privacy extremely seriously.", "take privacy"),
    ("CLAIM-ABS", "So we never share it.", "we never"),
    ("CLAIM-ABS", "It is 100% secure.", "100%"),
    ("CLAIM-ABS", "We keep to the strictest standards of care.", "the strictest"),
    ("CLAIM-DISCLAIM", "We accept no liability for the security of it.", "We accept"),
    ("A6-11", "The UK GDPR lets Acme Trading rely on legitimate interests for marketing.", "The UK GDPR"),
    ("A6-11", "Data protection law permits us to use legitimate interests for marketing.", "Data protection"),
    ("A13-1c", "Why we use it\nWe use it to run our business.", "to run"),
    ("A13-1c", "We also use it for credit checks.", "We also"),
    ("A13-1d", "Our legitimate interests outweigh yours, given our commercial interests.", "our commercial"),
    ("A13-1e", "Who receives it\nSeveral do:\n· our trusted partners;\n· the police.", "our trusted"),
    ("A13-1e", "How we share it\nWe share it with:\n· subsidiaries and affiliates;\n· no others.", "subsidiaries"),
    ("A13-1e", "Who receives it\nWe tell others (for example Saltmarsh Cleaning Ltd) of it.", "(for example"),
    ("A13-1e", "We share your data with third parties.", "with third parties"),
    ("A13-1e", "How we use it\nWe pass your details to our trusted suppliers and partners, too.", "to our trusted"),
    ("A13-1e", "Who receives it\nIt goes out:\n· when a court asks;\n· to serve you;\n· through legitimate interests.", "when a"),
    ("A13-1c", "Why we use it\nWe train staff and invoice. Our lawful bases are contract and consent.", "Our lawful"),
    ("A13-1f", "We rely on the EU-US Privacy Shield for it.", "Privacy Shield"),
    ("A13-1f", "We will never move data out of the UK unless a client has asked for it.", "We will"),
    ("CONSIST-TRANSFER", "Data outside the UK and EEA\nWe do not send it outside the UK.", "Data outside"),
    ("A13-2a", "Records that must be kept for business reasons will be kept.", "Records"),
    ("A13-2a", "We store it for as long as is necessary.", "We store"),
    ("A13-2a", "We keep it for a reasonable period.", "We keep"),
    ("A13-2b", "Your rights\nYou can:\n· have it wiped in certain circumstances.\n· see it.", "in certain"),
    ("A13-2d", "You can complain to the ICO.", "ICO"),
    ("A13-2f", "We tailor our ads. No decisions about you are made by automated means.", "No decisions"),
    ("PECR-6-INFO", "Cookies\nWe place cookies to remember you.", "We place"),
    ("PECR-6-INFO", "Cookies\nThey lie on the hard disk of your computer.", "on the hard"),
    ("PECR-6-CTRL", "Configure your browser to refuse cookies.", "Configure"),
    ("PECR-6-CTRL", "Most browsers let you block cookies.", "Most"),
    ("PECR-6-CONSENT", "So marketing cookies are essential and need no permission.", "So marketing"),
    ("PECR-6-CONSENT", "Here targeting pixels are placed without asking for consent.", "Here"),
    ("PII-IP", "IP addresses\nWe log IP addresses. The logs hold no personal data.", "The logs"),
    ("PII-IP", "Your visit\nWe use cookies. Server logs contain no personal data.", "Server logs"),
    ("PECR-22", "We use the soft opt in for past buyers.", "soft opt in"),
    ("PECR-22", "By soft opt-in, in order to sell. You would like it at any time.", "soft opt-in"),
    ("PECR-22", "Our sister firms rely on the soft opt-in too.", "soft opt-in"),
    ("A21-4", "Your rights\nYou can see it, or object to it.", "object"),
    ("A21-4", "Our objectives\nBe fair.\nOpting out of cookies\nDo.\nYour rights\nSee it or object to it.", "object to it"),
    ("ROLE-NAME", "Ask the Privacy Manager or the Data Protection Officer.", "Privacy Manager"),
    ("DOC-NAME", "This privacy notice is short. Read this privacy policy.", "privacy notice"),
    ("CONTACT-DRIFT", "Write to a@firm.example or b@firm.example.", "a@firm"),
    ("TERM-DRIFT", "Personal data is personal data. Personal information too.", "Personal information"),
    ("DATA-GAP", "Data we collect\nYour name.\nOther\nWe hold your date of birth.", "date of birth"),
    ("BRAND-SCOPE", "We offer services. This notice covers only our website.", "covers only"),
    ("BRAND-SCOPE", "We provide products and services. This only applies to our website.", "only applies"),
    ("A6-1b-B2B", "Performance of a contract\nWe serve your business and the individuals who work for your business.", "Perf"),
    ("A13-2e", "If you do not give us the information we ask for, we cannot serve you.", "If you"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "text", "words"), WRONG, ids=[f"{r}-{w}" for r, _, w in WRONG])
def test_a_fault_in_other_words_is_found_at_its_place(rule: str, text: str, words: str) -> None:
    at = text.rindex(words) if rule == "TERM-DRIFT" else text.index(words)
    line, column = text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1
    places = [(f.line, f.column) for f in found(text) if f.rule == rule and f.line]
    assert (line, column) in places
    assert len(places) == len(set(places))


GOOD = [
    ("TYP-DUP", "He had had that that day."),
    ("TYP-BRACKET", "We may: (i) do it and (ii) see it; a) here, 1) there :-)"),
    ("TYP-SPELL", "Organisations colour their behaviour; see www.recieve.example."),
    ("GRAM", "You can stop them by:\n· clicking;\n· personally writing."),
    ("BRAND-AGREE", "How does Brightwater use it? We at Brightwater keep it. Brightwater and Acme share it."),
    ("NAME-UKGDPR", "The UK GDPR and the EU GDPR."),
    ("NAME-UKGDPR", "The UK\u00a0GDPR."),
    ("NAME-PECR", "The Privacy and Electronic Communications (EC Directive) Regulations 2003 apply."),
    ("NAME-DPA", "The Data Protection Act 2018 applies."),
    ("NAME-ICO", "The Information Commission (the ICO) does."),
    ("NAME-ART22", "Articles 22A to 22D apply; so does Article 22A."),
    ("LINK-TEXT", "We are here to help. Click the button."),
    ("LINK-LOST", "Read our cookie policy first."),
    ("LINK-BARE", "Write to a@example.org or see https://example.org/a.com."),
    (
        "A13-1e",
        "Who receives it\nIt goes to:\n· our suppliers, who host our servers (Acme Hosting Ltd);\n· the police.",
    ),
    (
        "A13-2a",
        "How long\nWe keep invoices for 6 years, for tax reasons, and mail for as long as is needed, at most 2 years.",
    ),
    ("A13-2b", "Your rights\nYou can:\n· have it wiped in certain cases, such as when it is no longer needed."),
    ("PLAIN-VAGUE", "We tell you as soon as possible."),
    ("PLAIN-DOUBLENEG", "We do not use it. It is unlikely."),
    ("CLAIM-ABS", "No system is 100% secure."),
    ("CONTACT-DRIFT", "IT@Spectrum Limited is a company; write to a@firm.example."),
    ("DOC-NAME", "This privacy notice is ours; read their privacy policies and Google's privacy policy."),
    ("ROLE-NAME", "Ask our Data Protection Officer (DPO). The DPO answers."),
    ("A13-2d", "Complain to the ICO at https://ico.org.uk/make-a-complaint/."),
    ("PECR-6-INFO", "Cookies\nWe use cookies to remember you; each expires after 30 days."),
    ("REF-DIRECTION", "People above 18 and rates below 5."),
    (
        "PECR-6-CTRL",
        "We use only strictly necessary session cookies. You can delete cookies in your browser's settings.",
    ),
    ("PECR-6-CTRL", "Our site sets essential cookies only. Block cookies in your browser if you like."),
    ("PECR-6-CONSENT", "Advertising cookies are not strictly necessary, so we ask for your consent."),
    ("PII-IP", "Cookies\nWe log IP addresses. We never use them to identify you, nor cookies that identify you."),
    ("A13-1c", "Legitimate interests (Article 6(1)(f))\nWe use credit reference agencies before we supply on account."),
    ("A13-1c", "We use credit scoring.\nOur ground for credit scoring is our legitimate interest in being paid."),
    ("A13-1c", "Under our contract we use it to run our business, such as paying suppliers and keeping accounts."),
    ("A13-1c", "Why we use it\nWe rely on contract to supply you and on consent to send offers."),
    (
        "A13-1c",
        "Why we use it\nUnder our contract we deliver. With your consent we send offers. Consent and contract can end.",
    ),
    ("A13-1e", "Who receives it\nWe pay through banks such as Example Bank PLC."),
    ("A13-1e", "Who receives it\nOther firms (such as Quill Ltd) act on our instructions."),
    ("A13-1e", "We do not share your data with third parties."),
    ("A13-1e", "We share figures, in aggregate and anonymous, with partners."),
    (
        "A13-1e",
        "Who receives it\nWe share it with third parties.\n· Quill Ltd, which prints;\n· Post Ltd, which delivers.",
    ),
    ("A13-1f", "We used to rely on the Privacy Shield, which is no longer valid. No data leaves the UK."),
    ("A13-1f", "It never leaves the UK: we never send it abroad without regulations under Article 45A."),
    ("A13-1f", "Nothing is sent overseas unless the IDTA is agreed with the recipient; ask us for a copy of the IDTA."),
    ("A6-11", "The law gives you the right to object to direct marketing."),
    ("A6-11", "The GDPR allows you to object to marketing."),
    ("NAME-ART45", "The EU has renewed its adequacy decision for the UK."),
    ("NAME-ART45", "The EU’s adequacy decision helps."),
    ("NAME-ART45", "We rely on adequacy regulations under Article 45A."),
    ("NAME-UKGDPR", "The EU’s GDPR applies in France."),
    ("NAME-PECR", "The Privacy and Electronic Communications (EC Directive) Regulations (SI 2003/2426) apply."),
    ("NAME-EPRIV", "The ePrivacy Directive is European."),
    ("NAME-ICO", "In Berne ask the Swiss Federal Data Protection and Information Commissioner."),
    ("A13-1c", "Under our contract we deliver. Before we use it for other purposes we ask for your permission."),
    ("NAME-ICO", "In Scotland ask the Scottish Information Commissioner."),
    ("NAME-ICO", "The Information Commission's Office answers."),
    ("NAME-DPA", "The Data Protection Act 2018 (the DPA) and a DPA with suppliers."),
    ("NAME-ART22", "Articles 21 and 22A; Articles 12 to 21."),
    (
        "A6-1b-B2B",
        "How we use it\nWe rely on 6(1)(b) for sole traders and on 6(1)(f) for people at business customers.",
    ),
    ("A13-2c", "We send tailored marketing by post on legitimate interests."),
    ("A13-2c", "We use no advertising cookies."),
    (
        "PECR-22",
        "Our soft opt-in: you bought from us, similar goods only, refuse when you order or unsubscribe any email.",
    ),
]


@pytest.mark.parametrize(("rule", "text"), GOOD, ids=[f"{r}-{t[:20]}" for r, t in GOOD])
def test_good_words_are_left_alone(rule: str, text: str) -> None:
    assert [f for f in found(text) if f.rule == rule and "not among the rights" not in f.message] == []


#: Rules that ask for something, words that show the need, and words that meet it.
SAID = [
    ("A13-1a", "We are a firm.", "Brightwater Cleaning Limited is the controller. Write to a@b.example, or 4 Quay Street, Poole BH15 1HJ."),
    ("A13-2ca", "You can complain to the ICO.", "Complain to us first, by email."),
    ("A13-2ca", "Complaints? Contact the ICO.", "If you have any concerns about it, please let us know."),
    ("S164A", "You can complain to us. Logs are kept for 30 days.", "You can complain to us. You have a reply within 30 days."),
    ("S164A", "You can complain to us.", "You can complain to us; we acknowledge complaints within 30 days."),
    ("A13-1a", "Brightwater Ltd is the controller. Its regulator: casework@ico.org.uk.", "Brightwater Ltd is the controller: a@b.example, PO Box 4, Poole."),
    ("A13-1a", "Brightwater Ltd is the controller. Write to a@b.example.", "Brightwater Ltd is the controller. Write to a@b.example or 4 Mill Lane."),
    ("A13-1d", "Lawful basis: Article 6(1)(f).", "Lawful basis: Article 6(1)(f), to keep the network secure."),
    ("A13-1f", "Our supplier in India answers calls. Nothing else leaves the UK.", "Our supplier in India answers calls, under an IDTA. Ask us for a copy of the IDTA."),
    ("A13-1f", "Some data is sent outside the UK under standard contractual clauses.", "Some data is sent outside the UK under standard contractual clauses; we send a copy."),
    ("A13-2c", "Cookies let us show targeted ads.", "Cookies let us show targeted ads; you can withdraw your consent at any time."),
    ("A13-2c", "We rely on Article 9(2)(a) for health.", "We rely on Article 9(2)(a); you can withdraw your consent."),
    ("A13-2ca", "If you have concerns contact Citizens Advice.", "If you have concerns contact our privacy team."),
    ("A13-2d", "We are registered with the ICO.", "We are registered with the ICO, to which you can complain: ico.org.uk."),
    ("A13-2e", "We are required to share data with the police.", "You are required to provide your name, or we cannot serve you."),
    ("A12-3", "Ask us.", "We answer within one month, free of charge."),
    ("A12-3", "We send a newsletter once a month. Requests cost nothing.", "We answer requests within a month. Requests cost nothing."),
    ("A12-3", "Returns are free of charge. We answer requests within 30 days.", "A request is free of charge. We answer requests within 30 days."),
    ("A21-4", "Objecting\nWe send email marketing. You may object.", "Objecting\nWe send email marketing. Object to marketing and we always stop."),
    ("VER-DATE", "We are a firm.", "Last updated: 1 May 2026"),
    ("VER-CHANGES", "We are a firm.", "We may change this notice and will tell you."),
    ("STRUCT-TITLE", "Introduction\nWe are a firm.", "Privacy notice\nWe are a firm."),
    ("CHILD", "Schools use it.", "Schools use it. It is not for children under 13."),
    ("PROV-ICO-REG", "Our data protection lead sits in our registered office.", "We are registered with the ICO."),
    ("PROV-ICO-REG", "We are a firm.", "Our ICO registration is ZA123456."),
    ("ROLE-PROCESSOR", "We offer hosting and call recording to firms.", "We host as a processor; our customer is the controller."),
    ("A14-2f", "We ask credit reference agencies.", "We get data from credit reference agencies, among other sources."),
    ("PECR-6-CONSENT", "Cookies serve us for targeted ads.", "Cookies serve targeted ads, with your consent."),
    ("PECR-23", "We send marketing emails.", "We send marketing emails; you can unsubscribe."),
    ("A6-1ea", "We report crime. We rely on recognised legitimate interests.", "Article 6(1)(ea): safeguarding."),
    ("A6-1ea", "We rely on recognised legitimate interests.", "Recognised legitimate interests: crime (Annex 1)."),
    ("A13-1f", "We are a firm.", "No data goes outside the UK."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "without", "within"), SAID, ids=[f"{r}-{w[:16]}" for r, w, _ in SAID])
def test_what_is_missing_is_told_until_it_is_said(rule: str, without: str, within: str) -> None:
    assert [(f.line, f.rule) for f in found(without) if f.rule == rule] == [(None, rule)]
    assert not [f for f in found(within) if f.rule == rule]


RIGHTS = {
    "access": "get a copy of what we hold",
    "rectification": "have mistakes put right",
    "erasure": "have it wiped",
    "restriction": "have us pause our use of it",
    "right to object": "say no to it",
    "portability": "have it sent to another firm",
}


def test_words_that_grant_nothing_are_no_rights() -> None:
    text = "Access is by password. We correct errors. We delete logs, restrict entry, object and use a standard format."
    said = " ".join(f.message for f in found(text) if f.rule == "A13-2b")
    assert all(right in said for right in ("access", "rectification", "erasure", "restriction", "portability"))
    granted = [f"You can {right}." for right in RIGHTS.values()]
    assert not [f for f in found(" ".join(granted)) if f.rule == "A13-2b"]


@pytest.mark.parametrize("left_out", RIGHTS)
def test_each_of_the_six_rights_is_asked_for_by_itself(left_out: str) -> None:
    def notice(rights: list[str]) -> str:
        return "Intro\nWe are a firm.\nWhat you can do\nYou can:\n" + "\n".join(f"· {right};" for right in rights)

    assert not [f for f in found(notice(list(RIGHTS.values()))) if f.rule == "A13-2b"]
    (finding,) = [f for f in found(notice([r for n, r in RIGHTS.items() if n != left_out])) if f.rule == "A13-2b"]
    assert left_out in finding.message
    assert (finding.line, finding.column) == (3, 1)


def test_a_finding_says_what_where_why_and_what_to_do() -> None:
    (finding,) = [f for f in found("Text.\nWe follow GDPR.") if f.rule == "NAME-UKGDPR"]
    assert (finding.line, finding.column, finding.words, finding.fix) == (2, 11, "GDPR", "UK GDPR")
    assert finding.citation == "UK GDPR"
    assert finding.hint == "write 'UK GDPR'"
    assert finding.path == Path("n.txt")


def test_the_same_notice_as_html_and_markdown_has_the_same_faults() -> None:
    text = (
        "## Who receives it\n\nIt goes to:\n\n- our trusted partners;\n- the police.\n\nGDPR says [click here](/x).\n"
    )
    html = (
        "<h2>Who receives it</h2><p>It goes to:</p><ul><li>our trusted partners;</li><li>the police.</li></ul>"
        "<p>GDPR says <a href='/x'>click here</a>.</p>"
    )
    in_markdown, in_html = found(text, "n.md"), found(html, "n.html")
    assert [(f.rule, f.message) for f in in_markdown] == [(f.rule, f.message) for f in in_html]
    assert {"A13-1e", "LINK-TEXT", "NAME-UKGDPR"} <= {f.rule for f in in_markdown}
