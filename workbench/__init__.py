"""Pages for the people who check: the queue, and a case beside its page."""
