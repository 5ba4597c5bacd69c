"""Files that came as bytes, by upload or from the web, rather than in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from index.errors import ArticleError
from index.loaders import formats
from index.loaders.archive import read_archive
from index.loaders.limits import require_size
from index.loaders.webpage import load_page
from index.types import Article, Failure

PAGE = ".html"


def read_received(
    content: bytes, file: str, source_id: str, url: str | None = None, charset: str | None = None
) -> Iterator[Article | Failure]:
    """Yield the articles in a file, or why they cannot be read; it never raises.

    file: a name whose end tells the format. url: where it was fetched from, which the article's own address replaces;
    charset: what the server says. A file that is one article has `source_id`; rows and members of an archive have ids
    of their own.
    """
    for read in _read(content, file, source_id, url, charset):
        yield replace(read, url=read.url or url) if isinstance(read, Article) else replace(read, name=source_id)


def _read(
    content: bytes, file: str, source_id: str, url: str | None, charset: str | None
) -> Iterator[Article | Failure]:
    try:
        if url and file.endswith(PAGE):
            yield load_page(content, name=source_id, url=url, charset=charset)
            return
        formats.require_format(file)
        require_size(len(content))
    except ArticleError as error:
        yield Failure(source_id, str(error))
        return
    holds_many = formats.is_archive(file) or formats.has_rows(file)
    reader = read_archive if formats.is_archive(file) else formats.read_file
    for _, read in reader(BytesIO(content), file):
        yield read if isinstance(read, Failure) or holds_many else replace(read, source_id=source_id)
