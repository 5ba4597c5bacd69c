"""Articles from files: one loader per format, and the walk over what was given."""

from index.loaders.reading import read_articles
from index.loaders.webpage import load_page

__all__ = ["load_page", "read_articles"]
