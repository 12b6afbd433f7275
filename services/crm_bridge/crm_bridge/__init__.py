"""CRM bridge: knows which contact stands behind each conversation."""
