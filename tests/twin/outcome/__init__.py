"""What a protocol may bring."""
