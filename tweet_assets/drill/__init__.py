"""The drill: publishing, killed at every state and under every fault, against a server that behaves like X's API."""
