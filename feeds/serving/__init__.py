"""What listeners' apps fetch: feed, audio, transcript, chapters, artwork. Pages are elsewhere."""
