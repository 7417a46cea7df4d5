"""What a protocol may bring: calibrated on published studies, or what studies alone tell."""

from neocol.twin.outcome.prediction import predict

__all__ = ["predict"]
