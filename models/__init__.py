"""The vocabulary: page, document type, extraction, case, audit, errors. Imports nothing of ours."""
