"""One act on many queue entries: set-based in chunks, each entry with its own result, and a way back."""
