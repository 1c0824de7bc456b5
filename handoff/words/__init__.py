"""How things of this app are said in the reader's language: events, promises, moments, people, values."""
