"""What `benchmarks/scale.py` is made of: programs, runs that take turns, and the page about them."""
