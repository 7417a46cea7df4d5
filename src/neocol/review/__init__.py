"""Review: what changed beyond error, and the next step. Nothing is assessed yet."""

from neocol.review.assess import assess

__all__ = ["assess"]
