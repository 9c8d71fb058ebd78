"""What the program and the embedded AWS cost, as ratios against floors of the same run."""
