"""The rules of the CRM bridge; imports the standard library only."""
