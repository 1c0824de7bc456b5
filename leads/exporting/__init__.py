"""Lists as files: for Excel, for other tools, in the encoding that the reader's programs know."""
