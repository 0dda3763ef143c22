"""Draws fictional documents as a back office gets them, and knows what stands on each."""
