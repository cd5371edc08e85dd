"""Explanations of a model, and the tests that an explanation has to pass.

`importance`, `surrogates` and `shapley` ask which columns a model of a table uses;
`trees` replaces it by a model that can be read and says how well that one agrees;
`distillation` trains a smaller model on a larger one's answers; `fooling` is a model
that behaves while it is explained. `gradients` draws maps of what a network feels,
`attention` is a reader of sentences whose weights can be read and replaced,
`randomise` makes a network forget and asks whether its map notices.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "attention": ["AttentionNet", "attention_net"],
        "distillation": ["Student", "distill_net", "distill_tree", "log_odds"],
        "fooling": ["Pretender", "explainer_rows", "top_share"],
        "gradients": [
            "edges", "input_x_gradient", "integrated_gradients", "saliency",
        ],
        "importance": ["permutation_importance"],
        "randomise": ["cascade", "randomised_copy", "rank_agreement"],
        "shapley": ["shap", "shapley_exact"],
        "surrogates": ["lime", "local_surrogate"],
        "trees": ["Surrogate", "monotone_violations", "surrogate_tree"],
    },
)  # fmt: skip
