"""The clinic's web application: today a read-only demonstration on this computer."""
