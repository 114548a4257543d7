"""Price books, invoices and credit notes: what was done becomes money, and an issued document never changes."""
