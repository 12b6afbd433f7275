"""WhatsApp templates: kept here, approved by the provider."""
