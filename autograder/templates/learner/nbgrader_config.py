# Read by JupyterLab's Validate button when JupyterLab is started in this folder.
c = get_config()

# A teaching cell may train a small model for a minute or two; Validate would give up after half a minute.
c.Execute.timeout = 600
