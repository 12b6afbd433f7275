"""MongoDB documents and the ports over them; documents never leave here."""
