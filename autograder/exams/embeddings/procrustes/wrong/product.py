# property: values
# hint: stretched
# holds: few_points, stretched, dtype, unmodified
def procrustes(source, target):
    return source.T @ target
