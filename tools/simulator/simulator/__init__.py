"""Simulator: plays the messaging providers, and the customers behind them."""
