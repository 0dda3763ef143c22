"""The systems that take released entries: one kind a file, chosen in consumers.yaml."""
