"""Articles from files: one loader per format, and the walk over what was given."""

from index.loaders.reading import Read, read_articles
from index.loaders.received import read_received

__all__ = ["Read", "read_articles", "read_received"]
