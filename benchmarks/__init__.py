"""Speed as ratios in one run; see ``python -m benchmarks``."""
