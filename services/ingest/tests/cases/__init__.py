"""What each payload means, part by part."""

from . import (
    instagram,
    messenger,
    twilio,
    webchat,
    whatsapp,
    whatsapp_account,
    whatsapp_files,
    whatsapp_signals,
)

META = (
    whatsapp.CASES
    | whatsapp_files.CASES
    | whatsapp_signals.CASES
    | whatsapp_account.CASES
    | messenger.CASES
    | instagram.CASES
)
TWILIO = twilio.CASES
WEBCHAT = webchat.CASES
