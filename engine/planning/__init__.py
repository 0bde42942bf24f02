"""What to do from an instant on, and in which order: contracts ended in a simulation, judged by the rules."""
