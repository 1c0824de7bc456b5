COMMENT_MAX = 5000  # characters of anything a person writes about a lead
