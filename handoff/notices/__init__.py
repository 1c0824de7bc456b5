"""What each person wants to hear of and by which channel, and the chat channel."""
