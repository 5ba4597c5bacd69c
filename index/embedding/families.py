"""What families of models want to read before a question and a passage, where a model's own files do not say so.

From the model cards. Pooling needs no such list: sentence-transformers reads it from the model's `modules.json`.
"""

from __future__ import annotations

import re

from index.embedding.embedder import Prompts

_FOR_SEARCH = "Represent this sentence for searching relevant passages: "
_INSTRUCTION = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: "
_FAMILIES = (
    (r"e5-.*instruct", Prompts(_INSTRUCTION, "")),
    (r"e5-(?:small|base|large)", Prompts("query: ", "passage: ")),
    (r"bge-(?:small|base|large)-en", Prompts(_FOR_SEARCH, "")),
    (r"bge-(?:small|base|large)-zh", Prompts("为这个句子生成表示以用于检索相关文章：", "")),
    (r"arctic-embed-.*v2", Prompts("query: ", "")),
    (r"arctic-embed", Prompts(_FOR_SEARCH, "")),
    (r"mxbai-embed", Prompts(_FOR_SEARCH, "")),
)


def family_prompts(name: str) -> Prompts:
    """Return the prompts of the family that a model's name or folder tells; of an unknown one none.

    Models that want none (all-MiniLM, gte, granite, bge-m3, paraphrase-multilingual) are not in the list, nor are those
    whose files name their prompts (Qwen3, EmbeddingGemma).
    """
    called = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()
    return next((prompts for pattern, prompts in _FAMILIES if re.search(pattern, called)), Prompts())
