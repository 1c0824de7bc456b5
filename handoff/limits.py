COMMENT_MAX = 5000  # characters of anything a person writes about a lead
ATTACHMENT_MAX_BYTES = 10 * 10**6
ATTACHMENTS_MAX_BYTES = 30 * 10**6  # of one toss-up
ATTACHMENTS_MAX = 10
KEY_PEOPLE_MAX = 10
NEXT_STEP_MAX = 500
