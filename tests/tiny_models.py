"""Tiny models with random weights, made in a second: the same classes and files as those of a model hub."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def tiny_model(
    folder: Path,
    *,
    pooling: str = "mean",
    normalize: bool = True,
    max_seq_length: int | None = None,
    prompts: dict[str, str] | None = None,
    words: Sequence[str] = (),
    seed: int = 0,
) -> str:
    """Save a sentence-transformers model over a random BERT of two layers, and return its folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertModel

    parts = folder.with_name(f"{folder.name}-parts")
    config = _save_tokenizer(parts, words, seed)
    BertModel(config).save_pretrained(parts)
    transformer = Transformer(str(parts), max_seq_length=max_seq_length)
    modules = [transformer, Pooling(32, pooling_mode=pooling), *([Normalize()] if normalize else [])]
    shutil.rmtree(folder, ignore_errors=True)
    SentenceTransformer(modules=modules, prompts=prompts, device="cpu").save(str(folder), create_model_card=False)
    return str(folder)


def tiny_cross_encoder(folder: Path, *, scores: int = 1, seed: int = 0) -> str:
    """Save a cross-encoder over a random BERT of two layers, and return its folder."""
    from transformers import BertForSequenceClassification

    config = _save_tokenizer(folder, (), seed)
    config.num_labels, config.initializer_range = scores, 1.0  # so that scores differ
    BertForSequenceClassification(config).save_pretrained(folder)
    return str(folder)


def _save_tokenizer(folder: Path, words: Sequence[str], seed: int) -> Any:
    """Save a tokenizer of letters and some words, and return the configuration of a BERT for it."""
    import torch
    from transformers import BertConfig, BertTokenizerFast

    torch.manual_seed(seed)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    known = [*special, "the", "deal", *words, *LETTERS, *(f"##{each}" for each in LETTERS)]
    BertTokenizerFast(vocab={word: number for number, word in enumerate(known)}).save_pretrained(folder)
    return BertConfig(
        vocab_size=len(known),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )


def static_model(folder: Path) -> str:
    """Save a model that sums the vectors of words: its input is no padded batch."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    tokenizer = Tokenizer(WordLevel({"[UNK]": 0, "a": 1, "b": 2}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], device="cpu")
    model.save(str(folder), create_model_card=False)
    return str(folder)
