"""truckroll: field service dispatch, from the request to the invoice on one work order."""
