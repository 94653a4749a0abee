"""Every figure of the notebooks: one file or package per notebook, one theme for all."""
