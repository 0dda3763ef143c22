"""Words become a document type; one classifier a file."""
