"""What a customer's contact may do without an account: ask for a visit, and follow one job behind a link."""
