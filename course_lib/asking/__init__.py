"""How an answer is questioned, read and compared: the engine of the visible checks and of the exams."""
