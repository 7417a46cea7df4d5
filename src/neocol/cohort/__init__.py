"""Virtual patients, published trials re-run, calibration. Not built yet."""
