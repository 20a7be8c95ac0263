"""Images x encoder -> rows of unit length, in resumable shards; and the readers of such shards, ours or others'."""

from scotoma.embeddings.named import encoders_of, open_named
from scotoma.embeddings.reading import open_embeddings
from scotoma.embeddings.rows import Rows, ShardedRows
from scotoma.embeddings.table import Embeddings
from scotoma.embeddings.writing import embed

__all__ = ["Embeddings", "Rows", "ShardedRows", "embed", "encoders_of", "open_embeddings", "open_named"]
