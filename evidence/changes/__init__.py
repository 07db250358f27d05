"""What was changed: the audit trail as people read it, and who opened what."""
