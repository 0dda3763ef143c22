"""Places to be marked by hand or by machine: check boxes and bubbles."""
