"""Training, calibration and evaluation; they run production's own steps."""
