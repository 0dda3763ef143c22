"""What a transaction is, on SQLite and on PostgreSQL."""
