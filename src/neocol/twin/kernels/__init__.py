"""The compiled numerics of the twin: plain arrays in, plain arrays out, nothing clinical."""
