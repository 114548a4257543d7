"""The demo's staff and customers: they act through the public HTTP API, as phones do, and know no table."""
