"""A small exercise of each kind, for the tests of the engine."""

from course.checks.engine import Choice, Exercise, Function, Network, integer
from course.checks.engine.calls import Here
from course.checks.engine.standin import StandIn

#: Every check gives the same verdict through both.
TRANSPORTS = {"here": Here, "stand-in": StandIn}


def area_exercise(seconds: float = 20.0) -> Exercise:
    """Return an exercise: `area(sides)` multiplies two numbers, `unit` is a choice."""
    area = Exercise(
        "tests.area",
        points=10,
        answers={"area": Function(integer), "unit": Choice(("m", "m2"))},
        covers=(),
        hints=("How many squares fit in?", "Multiply both sides.", "`return a * ___`"),
        takeaway="An area is one side times the other, whatever the unit is.",
        seconds=seconds,
    )

    @area.cases
    def cases(rng):
        return [rng.choice(range(3, 40), 2, replace=False).tolist() for _ in range(4)]

    @area.holds(4, needs=("area",))
    def product(sides, area):
        """The product of both sides"""
        got = area(sides)
        look = "Draw a small one on paper and count its squares, row by row."
        yield f"`area({sides})` gave {got}", got == sides[0] * sides[1], look

    @area.holds(3, needs=("area",), once=True)
    def square(cases, area):
        """A square"""
        got = area([5, 5])
        look = "A square has two equal sides; the rule does not change because of it."
        yield f"`area([5, 5])` gave {got}", got == 25, look

    @area.holds(3, needs=("unit",), once=True)
    def right_unit(cases, unit):
        """The unit"""
        look = "A length times a length is no length any more. Which options are left?"
        yield f"`unit` is `{unit}`", unit == "m2", look

    @area.mistake(
        "circumference",
        "You added the sides of {call}, which gives {got}: that is the length of the "
        "border. An area counts squares; multiply one side by the other.",
        replaces="area",
    )
    def _(sides):
        return 2 * (sides[0] + sides[1])

    @area.mistake(
        "as_float",
        "The number is right, but {got} is a float. Squares are counted, so the area "
        "of whole sides is a whole number here.",
        replaces="area",
    )
    def _(sides):
        return float(sides[0] * sides[1])

    @area.mistake(
        "length",
        "You chose {got}, the unit of a length. Multiply the units as you multiply the "
        "numbers, and see what comes out.",
        replaces="unit",
    )
    def _():
        return "m"

    @area.symptom(
        "one_side",
        "Your area is always one of the two sides, here {side}. The other side counts "
        "as well: how many rows of squares are there?",
    )
    def _(observed):
        calls = observed.calls("area")
        if calls and all(call.value in call.args[0] for call in calls):
            return {"side": calls[0].value}
        return None

    return area


def right_area(sides):
    return sides[0] * sides[1]


def network_exercise() -> Exercise:
    """Return an exercise: a `Block` that adds a linear layer to its input."""
    block = Exercise(
        "tests.block",
        points=4,
        answers={"Block": Network()},
        covers=(),
        hints=("What is kept?", "Add.", "`return x + ___`"),
        takeaway="A block with zero weights returns its input.",
    )

    @block.cases
    def cases(rng):
        return [rng.normal(size=(3, 4)).astype("float32") for _ in range(3)]

    @block.holds(3)
    def keeps(X, Block):
        """With zero weights it returns its input"""
        net = Block(4)
        net.load_state_dict({k: 0 * v for k, v in net.state_dict().items()})
        out = net.forward(X)
        held = out.shape == X.shape and abs(out - X).max() < 1e-6
        shape = {"shape": out.shape}
        yield "a block with zero weights", held, "What happens to the input?", shape

    @block.holds(1)
    def slope(X, Block):
        """Its slope with zero weights is 1"""
        net = Block(4)
        net.load_state_dict({k: 0 * v for k, v in net.state_dict().items()})
        grad = net.vjp(X, X)
        yield "the gradient", abs(grad - X).max() < 1e-6, "Add, do not replace."

    @block.symptom("no_skip", "The block forgets its input of shape {shape}: add it.")
    def _(observed):
        return next(iter(observed.facts("keeps")), None)

    return block
