"""What does the network feel? The gradient of one logit with respect to the picture.

The reference for nets that bend is a difference quotient in double precision, not
another gradient.
"""

from types import SimpleNamespace

from course.checks.engine import Exercise, Function
from course.checks.engine.rungs import array
from course.checks.interpretability import nets

saliency = Exercise(
    __name__,
    points=10,
    answers={"saliency": Function(array)},
    covers=("S3.7", "S1.9"),
    hints=(
        "Which single number's derivative do you want, and with respect to what?",
        "Copy x, let it ask for a gradient, pick the target logit of every row and add "
        "them up: rows do not touch each other, so the gradient of the sum holds every "
        "row's own.",
        "`score = model(x).gather(1, target[:, None]).sum()` and then "
        "`torch.autograd.grad(score, ___)[0].abs()`",
    ),
    takeaway="A saliency map is a derivative: how fast the logit moves when a pixel "
    "moves. It says nothing about how large the pixel is.",
)


@saliency.cases
def cases(rng):
    """Draw linear nets, bent nets with normalisation, pictures and targets."""
    drawn = []
    for _ in range(3):
        n, d, n_classes = rng.choice(range(5, 12), size=3, replace=False).tolist()
        case = {"n": n, "d": d, "n_classes": n_classes}
        case["weights"] = rng.normal(size=(n_classes, d))
        case["x"] = rng.normal(1, 1, size=(n, d))
        case["pictures"] = rng.normal(0.5, 1, size=(n, 1, 6, 5))
        case["target"] = rng.integers(n_classes, size=n)
        case["seed"] = int(rng.integers(2**31 - 1))
        case["bias"] = float(rng.uniform(30, 60))
        drawn.append(SimpleNamespace(**case))
    return drawn


@saliency.holds(3)
def linear(case, saliency):
    """Of a linear net: the size of the target's weights"""
    target = nets.tensor(case.target, dtype=nets.int_type())
    got = saliency(nets.line(case), nets.tensor(case.x), target)
    want = abs(case.weights[case.target])
    yield (
        f"for a linear net the first row gave {nets.first(got)}; the target's weights "
        f"have the sizes {nets.first(want)}",
        nets.near(got, want),
        "In a linear net the logit of a class is a weighted sum of the inputs, so its "
        "derivative is the weight, whatever the input.",
    )


@saliency.holds(3)
def convolutional(case, saliency):
    """Of a net with convolution, normalisation and dropout"""
    net, x = nets.bent(case), nets.tensor(case.pictures)
    target = nets.tensor(case.target, dtype=nets.int_type())
    got, want = saliency(net, x, target), abs(nets.quotients(net, x, case.target))
    yield (
        f"pictures of shape {tuple(x.shape)} gave a map of shape {got.shape}, "
        f"beginning {nets.first(got)}; moving the pixels a little says "
        f"{nets.first(want)}",
        nets.near(got, want),
        "The map has the shape of x. The net comes in eval mode and stays in it: in "
        "training mode dropout and normalisation would change what it computes.",
    )


@saliency.holds(1)
def confident(case, saliency):
    """Of a net that is certain"""
    net = nets.line(case, bias=case.bias * case.n_classes)
    target = nets.tensor(case.target, dtype=nets.int_type())
    got = saliency(net, nets.tensor(case.x), target)
    want = abs(case.weights[case.target])
    yield (
        f"where the net is certain, the first row gave {nets.first(got)}, not "
        f"{nets.first(want)}",
        nets.near(got, want),
        "Differentiate the logit. A probability near 0 or 1 hardly moves.",
    )


@saliency.holds(1)
def alone(case, saliency):
    """A row alone has the same map as among others"""
    net, x = nets.bent(case), nets.tensor(case.pictures)
    target = nets.tensor(case.target, dtype=nets.int_type())
    among, single = saliency(net, x, target), saliency(net, x[:1], target[:1])
    yield (
        f"the first picture gave {nets.first(among)} among {case.n}, "
        f"{nets.first(single)} alone",
        nets.near(among[:1], single),
        "Add the logits of the rows, do not average them: a picture's map must not "
        "depend on how many others are in the batch.",
    )


@saliency.holds(2)
def untouched(case, saliency):
    """The parameters' gradients are left alone"""
    from course.explain.probes import Watched

    net, x = Watched(nets.bent(case)).eval(), nets.tensor(case.pictures)
    target = nets.tensor(case.target, dtype=nets.int_type())
    got = saliency(net, x, target)
    want = abs(nets.quotients(nets.bent(case), x, case.target))
    yield (
        f"a net that watches its parameters gave {nets.first(got)}, not "
        f"{nets.first(want)}",
        nets.near(got, want),
        "Ask for the gradient of x only.",
    )


def mistaken(score=None, after=abs, fill=False, chosen=True):
    """Return a saliency with one thing done differently."""

    def body(model, x, target):
        import torch

        given = x.detach().clone().requires_grad_()
        logits = model(given)
        picked = (score or (lambda z: z))(logits)
        if chosen:
            picked = picked.gather(1, target[:, None])
        if fill:
            picked.sum().backward()
            return after(given.grad)
        return after(torch.autograd.grad(picked.sum(), given)[0])

    return body


saliency.mistake(
    "pollutes_grads",
    "Your map is right, but `backward()` filled `.grad` of every parameter of the "
    "model. A later optimiser step would add it to the real gradient. Use "
    "`torch.autograd.grad`, which returns what you ask for and leaves the rest alone.",
    replaces="saliency",
)(mistaken(fill=True))

saliency.mistake(
    "softmax_or_loss",
    "You differentiated a probability. Where the net is certain it is almost flat, so "
    "the map goes to 0 although the net looks at the picture as before. Take the logit "
    "of the target, before any softmax.",
    replaces="saliency",
)(mistaken(score=lambda z: z.softmax(dim=1)))

saliency.mistake(
    "loss",
    "You differentiated the loss, or a log-probability. It mixes all classes, and goes "
    "to 0 where the net is certain. Take the logit of the target class alone.",
    replaces="saliency",
)(mistaken(score=lambda z: z.log_softmax(dim=1)))

saliency.mistake(
    "sum_all_classes",
    "You added the logits of all classes. That map asks what moves the sum, which is "
    "no class at all. Pick one logit in each row: that of `target`, by `gather`.",
    replaces="saliency",
)(mistaken(chosen=False))

saliency.mistake(
    "no_abs",
    "Some numbers of your map are negative: the signs are kept. Here the map asks how "
    "*strongly* a pixel moves the logit, in either direction. Take the absolute value "
    "of the gradient.",
    replaces="saliency",
)(mistaken(after=lambda gradient: gradient))


@saliency.mistake(
    "input_x_grad",
    "You multiplied the gradient by the input. That is another method: it is 0 "
    "wherever the picture is 0, whatever the model learned. The next exercise shows "
    "what that costs. Return the gradient's size alone.",
    replaces="saliency",
)
def _(model, x, target):
    return abs(x * mistaken(after=lambda gradient: gradient)(model, x, target))


@saliency.mistake(
    "ignores_target",
    "You explained the class with the highest logit, not the one in `target`. Somebody "
    "who was refused asks about the refusal, and about what would have spoken for the "
    "other answer. Use the target that was given.",
    replaces="saliency",
)
def _(model, x, target):
    return mistaken()(model, x, model(x).argmax(dim=1))


@saliency.mistake(
    "mean_of_rows",
    "Your map is smaller the more pictures are in the batch: you averaged the logits "
    "over the rows. Each picture is explained by itself, so add the rows up instead.",
    replaces="saliency",
)
def _(model, x, target):
    return mistaken()(model, x, target) / len(x)


@saliency.mistake(
    "no_requires_grad",
    "torch says that x does not ask for a gradient. Inputs do not by themselves, only "
    "parameters do. Work on a copy: `x = x.detach().clone().requires_grad_()`, before "
    "the model sees it.",
    replaces="saliency",
)
def _(model, x, target):
    import torch

    score = model(x).gather(1, target[:, None]).sum()
    return torch.autograd.grad(score, x)[0].abs()
