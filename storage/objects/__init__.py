"""Where bytes are kept: on disk, or in S3."""
