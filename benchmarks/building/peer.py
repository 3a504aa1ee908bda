"""What a user would write around the other tools. It runs in their own environment, and knows nothing of noticepress.

python peer.py bare STAGED OUT      Python-Markdown and Jinja2, one process
python peer.py papers STAGED OUT    a PDF of each version by WeasyPrint, one process
python peer.py mkdocs STAGED OUT    mkdocs of all brands in one process, then those PDFs
"""

import sys
from pathlib import Path

import markdown

EXTENSIONS = ["attr_list", "tables"]
PAGE = """<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ title }}</title>
<style>body { font: 1rem/1.5 sans-serif; max-width: 45rem; margin: auto }</style></head>
<body><header><a href="index.html">Privacy notices</a></header>
<nav>{% for link in links %}<a href="{{ link }}.html">{{ link }}</a> {% endfor %}</nav>
<main>{{ body }}</main></body>
</html>
"""
PRINT = "@page { size: A4; margin: 2cm } body { font: 10pt/1.4 'DejaVu Sans', sans-serif } a { color: #1d4f91 }"


def brands(staged: Path) -> list[Path]:
    return sorted(path for path in staged.iterdir() if (path / "docs").is_dir())


def bare(staged: Path, out: Path) -> None:
    import jinja2

    template = jinja2.Environment(autoescape=False).from_string(PAGE)
    parser = markdown.Markdown(extensions=EXTENSIONS)
    for brand in brands(staged):
        texts = sorted((brand / "docs").glob("*.md"))
        links = [path.stem for path in texts]
        (out / brand.name).mkdir(parents=True)
        for path in texts:
            body = parser.reset().convert(path.read_text(encoding="utf-8"))
            page = template.render(title=f"Privacy notice, {path.stem}", links=links, body=body)
            (out / brand.name / f"{path.stem}.html").write_text(page, encoding="utf-8")


def papers(staged: Path, out: Path) -> None:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    style = CSS(string=PRINT, font_config=fonts)
    parser = markdown.Markdown(extensions=EXTENSIONS)
    for brand in brands(staged):
        (out / brand.name / "pdf").mkdir(parents=True, exist_ok=True)
        for path in sorted((brand / "docs").glob("v*.md")):
            body = parser.reset().convert(path.read_text(encoding="utf-8"))
            page = f'<html lang="en-GB"><title>Privacy notice</title><body>{body}</body></html>'
            HTML(string=page).write_pdf(
                out / brand.name / "pdf" / f"{path.stem}.pdf", stylesheets=[style], font_config=fonts
            )


def mkdocs(staged: Path, out: Path) -> None:
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    for brand in brands(staged):
        config = load_config(str(brand / "mkdocs.yml"), site_dir=str(out / brand.name))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    papers(staged, out)


if __name__ == "__main__":
    {"bare": bare, "papers": papers, "mkdocs": mkdocs}[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
