"""A crowd: as many invented leads as one asks for, made by the server itself and the same for the same number."""
