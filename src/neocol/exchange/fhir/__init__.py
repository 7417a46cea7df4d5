"""HL7 FHIR: an R4 Bundle read as a case."""

from neocol.exchange.fhir.importing import case_from_bundle

__all__ = ["case_from_bundle"]
