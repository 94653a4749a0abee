"""Everything of ours that exists inside the sandbox, where it is importable as ``box``.

Its modules import one another relatively and nothing else but the standard library, numpy, torch, msgspec and IPython.
"""
