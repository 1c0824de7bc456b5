"""Real work by real HTTP while web, workers, beats, Redis and PostgreSQL are killed; then the books are balanced."""
