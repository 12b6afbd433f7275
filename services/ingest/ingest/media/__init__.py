"""Files: fetched from providers, uploaded by people, looked at, and served."""
