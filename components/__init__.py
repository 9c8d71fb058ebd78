"""The five platforms, the blocks they are made of, and the pure modules both stand on."""
