"""What each payload means, part by part."""
