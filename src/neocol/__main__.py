"""``python -m neocol`` is the command line."""

from neocol.cli import main

main()
