"""Where a citation can be read: addresses by the scheme of legislation.gov.uk, and W3C's own."""

import re

_UK_GDPR = "https://www.legislation.gov.uk/eur/2016/679"
_ACTS = {"DPA 2018": "ukpga/2018/12", "Data Protection Act 2018": "ukpga/2018/12"}
_ACTS |= {"DUAA 2025": "ukpga/2025/18", "Data (Use and Access) Act 2025": "ukpga/2025/18"}
_PLACES = re.compile(
    r"(?P<gdpr>UK GDPR)|Articles? (?P<article>\d+[A-Z]?)|(?P<pecr>PECR)(?: regulation (?P<regulation>\d+))?|"
    rf"(?P<act>{'|'.join(map(re.escape, _ACTS))})(?: ss?\.(?P<section>\d+[A-Z]?))?|"
    r"SI (?P<year>\d{4})/(?P<number>\d+)(?: regulations? (?P<of>\d+))?|(?P<wcag>WCAG 2\.2)|(?P<ico>ico\.org\.uk)"
)


def read_at(citation: str) -> tuple[str, ...]:
    """Return where the parts of a citation can be read, each once; none for what stands on no such site."""
    found: list[str] = []
    for match in _PLACES.finditer(citation):
        found.extend(_addresses(match, whole=citation == "UK GDPR"))
    return tuple(dict.fromkeys(found))


def _addresses(match: re.Match[str], *, whole: bool) -> list[str]:
    if match["gdpr"]:
        return [_UK_GDPR] if whole else []
    if match["article"]:
        return [f"{_UK_GDPR}/article/{match['article']}"]
    if match["pecr"]:
        part = f"/regulation/{match['regulation']}" if match["regulation"] else ""
        return [f"https://www.legislation.gov.uk/uksi/2003/2426{part}"]
    if match["act"]:
        part = f"/section/{match['section']}" if match["section"] else ""
        return [f"https://www.legislation.gov.uk/{_ACTS[match['act']]}{part}"]
    if match["number"]:
        part = f"/regulation/{match['of']}" if match["of"] else ""
        return [f"https://www.legislation.gov.uk/uksi/{match['year']}/{match['number']}{part}"]
    return ["https://www.w3.org/TR/WCAG22/"] if match["wcag"] else ["https://ico.org.uk/"]
