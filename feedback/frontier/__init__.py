"""厳しさと負荷のバランス: what past cases say of every value of one or two thresholds."""
