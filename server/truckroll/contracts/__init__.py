"""What was agreed: calendars of business time and the targets measured on them. It knows no work order."""
