"""What is looked at again: samples, planted errors, scores."""
