"""What falls to whom and when: reminders."""
