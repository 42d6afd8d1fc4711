"""Helpwright 服匠: a self-hosted, no-code platform for customer service."""
