"""Commands of the clinic for ``neocol manage``."""
