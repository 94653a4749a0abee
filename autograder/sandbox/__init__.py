"""The host's side of the sandbox: what a box may use and read, what the machine can enforce, and a box's life."""
