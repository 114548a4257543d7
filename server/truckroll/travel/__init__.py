"""Places and the time between them: estimates, geocoding by postal code, zones, areas. It knows no visit."""
