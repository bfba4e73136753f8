"""The firewall, layer by layer: each is broken on purpose, and each breach is seen."""
