"""Who works on what: claims, drafts, blind keying."""
