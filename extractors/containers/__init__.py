"""Opens a file and yields its pages as pixels; one container format a file."""
