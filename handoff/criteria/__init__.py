"""What the criteria say: documents, their tables and fields, what is wrong with them, and their sentences."""
