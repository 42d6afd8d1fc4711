"""Companies that carry messages for us, as they want to be spoken to; senders choose among them."""
