"""Being written. `order_blindness(predict, texts, rng, n_shuffles=5)`; `text_table`: model bow, ngrams, gru;
n 100, 400, 1600; 3 seeds or more; on `load_reviews`.
"""

from course.checks.engine import Choice, Exercise, Function, Table

word_order = Exercise(
    __name__,
    points=14,
    answers={
        "order_blindness": Function(),
        "text_table": Table(("model", "n", "seed", "accuracy"), numbers=("accuracy",)),
        "statement": Choice(
            (
                "pairs and triples of words repair the bag of words",
                "deep wins on text, whatever n",
                "word order carries nothing here",
                "a bag of words needs more rows only",
            )
        ),
    },
    covers=("S6.8",),
    hints=("Which?", "In words, soon.", "`___`"),
    takeaway="This check is being written and says nothing yet about your answer, really.",
)


@word_order.holds(14, once=True)
def written(_, *answers):
    """Written"""
    yield "this check is not written yet", False, "Wait for the next commit."
