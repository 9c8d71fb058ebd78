"""The platforms: compositions of blocks."""
