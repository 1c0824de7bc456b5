"""Lists taken out as files: what is in them, who may, and the record of who did."""
