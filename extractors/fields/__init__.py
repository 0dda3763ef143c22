"""Words become candidates for fields; one technique a file."""
