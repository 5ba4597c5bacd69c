"""What can go wrong, as one tree. Every message is a sentence that its reader can act on.

QuothError
├── UsageError              the request itself is wrong: an empty question, a date that is none
├── CorpusError             the articles cannot be had: no such path, nothing readable in it
│   ├── ArticleError        one article cannot be read; the others go in
│   ├── FetchError          a page or feed cannot be had from the web, for now or for good
│   └── FeedError           what was fetched is no feed that can be read
├── ModelError              the embedding model is missing, replaced or unusable
├── SnapshotError           the index on disk cannot be used
│   ├── NoIndexError        there is none yet
│   ├── DamagedIndexError   a file of it is missing, truncated or foreign
│   └── ModelMismatchError  it was made with another model than the configured one
├── ArchiveError            an archive cannot be imported: damaged, foreign, or of a later format
├── ReindexRunningError     somebody else is reindexing this data directory
├── StorageError            the disk is full or not writable
└── RefError                a citation's reference does not fit the collection
    ├── BadRefError         it is not a reference at all
    ├── UnknownRefError     no such article is or was in the collection
    ├── RemovedRefError     the article was removed since
    └── EditedRefError      the article was edited since and the words stand in it no longer
"""


class QuothError(Exception):
    """Base of all errors that a person may be shown; `str(error)` is a complete sentence."""


class UsageError(QuothError):
    """The request itself is wrong."""


class CorpusError(QuothError):
    """The articles cannot be had."""


class ArticleError(CorpusError):
    """One article cannot be read."""


class FetchError(CorpusError):
    """A page or feed cannot be had from the web.

    is_permanent: whether asking again is of no use: it is gone, forbidden or refused; otherwise it may come later.
    retry_after: seconds for which its server wants to be left alone, None where it does not say.
    """

    def __init__(self, message: str, *, is_permanent: bool = False, retry_after: float | None = None) -> None:
        """Take the sentence, and what a schedule needs to know."""
        super().__init__(message)
        self.is_permanent = is_permanent
        self.retry_after = retry_after


class FeedError(CorpusError):
    """What was fetched is no feed, or one that cannot be read."""


class ModelError(QuothError):
    """The embedding model is missing, replaced or unusable."""


class SnapshotError(QuothError):
    """The index on disk cannot be used."""


class NoIndexError(SnapshotError):
    """There is no index yet."""


class DamagedIndexError(SnapshotError):
    """A file of the index is missing, truncated or foreign."""


class ModelMismatchError(SnapshotError):
    """The index was made with another model than the configured one."""


class ArchiveError(QuothError):
    """An archive cannot be imported: it is damaged, foreign, or of a later format."""


class ReindexRunningError(QuothError):
    """Somebody else is reindexing this data directory."""


class StorageError(QuothError):
    """The disk is full or not writable."""


class RefError(QuothError):
    """A citation's reference does not fit the collection."""


class BadRefError(RefError):
    """The text is not a reference at all."""


class UnknownRefError(RefError):
    """No such article is or was in the collection."""


class RemovedRefError(RefError):
    """The article was removed since the citation was made."""


class EditedRefError(RefError):
    """The article was edited since, and the cited words stand in it no longer."""
