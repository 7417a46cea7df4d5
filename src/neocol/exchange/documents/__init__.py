"""What is printed and shown: one set of pieces, figures and one stylesheet for paper and screen."""

from neocol.exchange.documents.aftercare import aftercare_html, aftercare_sheet
from neocol.exchange.documents.care import care_html
from neocol.exchange.documents.consent import consent_html
from neocol.exchange.documents.plan import plan_html
from neocol.exchange.documents.render import care_pdf, environment
from neocol.exchange.documents.rulebook import rulebook_html
from neocol.exchange.documents.simulation import simulation_html

__all__ = [
    "aftercare_html",
    "aftercare_sheet",
    "care_html",
    "care_pdf",
    "consent_html",
    "environment",
    "plan_html",
    "rulebook_html",
    "simulation_html",
]
