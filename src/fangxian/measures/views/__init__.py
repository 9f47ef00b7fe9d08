"""The pages of measures, by who uses them."""
