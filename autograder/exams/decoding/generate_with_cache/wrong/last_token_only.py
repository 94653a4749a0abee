# property: values
# hint: only_last
# holds: one_new, short_prompt, unmodified, fed_once, sizes, nothing_new, int64, again
def generate_with_cache(model, prompt, max_new_tokens):
    fed, cache = prompt, model.new_cache()
    for _ in range(max_new_tokens):
        fed = model(fed, cache)[:, -1].argmax(dim=-1, keepdim=True)
    return fed
