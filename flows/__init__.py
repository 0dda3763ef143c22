"""Prefect flows, the folder watcher and the command line."""
