"""What is printed and shown: one set of pieces, figures and one stylesheet for paper and screen."""

from neocol.exchange.documents.render import care_html, care_pdf, environment

__all__ = ["care_html", "care_pdf", "environment"]
