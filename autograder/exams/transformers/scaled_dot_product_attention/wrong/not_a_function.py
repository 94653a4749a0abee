# score: 0
scaled_dot_product_attention = "softmax(QK/sqrt(d))V"
