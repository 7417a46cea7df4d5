"""The room that re-runs what was published."""
