"""One privacy notice in Markdown; every brand's pages, PDFs, versions and redlines out."""

__version__ = "0.1.0"
