"""The dialogue manager: pure. Knows no Telegram, SQL, spaCy or clock."""
