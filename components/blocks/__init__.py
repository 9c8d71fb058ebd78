"""One AWS capability per file."""
