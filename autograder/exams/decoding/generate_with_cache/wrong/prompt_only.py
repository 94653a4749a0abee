# property: values
# hint: prompt_only
# holds:
def generate_with_cache(model, prompt, max_new_tokens):
    cache = model.new_cache()
    model(prompt, cache)
    return prompt
