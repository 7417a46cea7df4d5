"""Neocol: treatment planning and care for collagen induction therapy.

The pathway is one verb a stage; :mod:`neocol.care` shows it on one page.

>>> import neocol
>>> neocol.__version__
'0.1.0'
"""

__version__ = "0.1.0"
