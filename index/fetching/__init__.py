"""Pages and feeds from the web, fetched safely and politely, and pages that hold no article told apart."""

from index.fetching.addresses import Network, Resolver
from index.fetching.fetcher import Fetcher, Limits
from index.fetching.pages import Fetched, NotModified, Validators
from index.fetching.verdicts import require_article

__all__ = [
    "Fetched",
    "Fetcher",
    "Limits",
    "Network",
    "NotModified",
    "Resolver",
    "Validators",
    "require_article",
]
