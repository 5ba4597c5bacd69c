"""Texts to vectors: one `Embedder` over three encoders, prepared once while indexing and opened in milliseconds to ask.

- `prepare_embedder`, while indexing: finds the model, exports it, checks the export, picks the encoder.
- `load_embedder`, while asking: opens exactly what the manifest names, without torch.
- `embed_with_cache` embeds only what is new.
"""

from index.embedding.cache import EmbeddingCache, embed_with_cache
from index.embedding.embedder import Embedder
from index.embedding.opening import EmbedderDescription, describe_embedder, load_embedder, prepare_embedder

__all__ = [
    "Embedder",
    "EmbedderDescription",
    "EmbeddingCache",
    "describe_embedder",
    "embed_with_cache",
    "load_embedder",
    "prepare_embedder",
]
