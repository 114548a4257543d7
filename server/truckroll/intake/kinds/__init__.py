"""The kinds of rows that files bring: how each is known again, made, changed and taken back."""
