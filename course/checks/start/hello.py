"""The first exercise: double every number of a list. It teaches the loop of a check."""

from course.checks.engine import Exercise, Function, same, show


def list_of_numbers(value) -> str | None:
    """Ask for a list of numbers; the rung of what `double` returns."""
    if type(value) is not list:
        kind = {int: "one number", float: "one number", str: "a text"}
        found = kind.get(type(value), f"of the type {type(value).__name__}")
        return f"`{show(value, 60)}`, which is {found}, where a list belongs"
    strange = [item for item in value if type(item) not in (int, float)]
    if strange:
        return f"a list that holds `{show(strange[0], 40)}`, which is no number"
    return None


hello = Exercise(
    __name__,
    points=4,
    answers={"double": Function(list_of_numbers)},
    covers=(),
    hints=(
        "What has to happen to one number of the list? And then to all of them?",
        "Go through the list with `for`, and put two times each number into a new "
        "list. Return the new list.",
        "`return [___ for number in numbers]`",
    ),
    takeaway="This is the loop of the whole course: write, check, read, change one "
    "thing, check again.",
)


@hello.cases
def cases(rng):
    """Draw lists without 0 and 2, where doubling and other things agree."""
    values = [n for n in range(-20, 60) if n not in (0, 2)]
    return [rng.choice(values, size, replace=False).tolist() for size in (3, 5, 4)]


def compare(double, numbers):
    """Ask for the double of one list; return what was tried, and whether it held."""
    got, want = double(list(numbers)), [2 * number for number in numbers]
    tried = f"`double({show(numbers)})` returned `{show(got)}`, not `{show(want)}`"
    return tried, same(got, want, loose=True)


@hello.holds(2)
def whole_numbers(numbers, double):
    """Whole numbers"""
    look = "Compare the two lists number by number: what did your code do to each?"
    yield *compare(double, numbers), look


@hello.holds(1)
def fractions(numbers, double):
    """Fractions"""
    look = "A half is a number too: 0.5 doubled is 1.0. Do not round."
    yield *compare(double, [number + 0.25 for number in numbers]), look


@hello.holds(1, once=True)
def empty(lists, double):
    """An empty list"""
    yield *compare(double, []), "A list without numbers is doubled by doing nothing."


@hello.mistake(
    "repeats",
    "You have the list twice, one behind the other. With Python lists `*` and `+` join "
    "them, they do not compute. Multiply each number by 2.",
    replaces="double",
)
def _(numbers):
    return numbers * 2


@hello.mistake(
    "squares",
    "You multiplied each number by itself, which is its square: {first} became "
    "{squared}. Twice {first} is {doubled}. Multiply by 2 instead.",
    replaces="double",
    values=lambda call: {
        "first": call.args[0][0],
        "squared": call.args[0][0] ** 2,
        "doubled": 2 * call.args[0][0],
    },
)
def _(numbers):
    return [number**2 for number in numbers]


@hello.mistake(
    "adds_two",
    "You added 2 to each number. To double means to multiply by 2; the two agree for "
    "the number 2 only, so test your code with another one.",
    replaces="double",
)
def _(numbers):
    return [number + 2 for number in numbers]


@hello.mistake(
    "returns_in_the_loop",
    "You returned after the first number: `return` ends the whole function at once. "
    "Collect the numbers in a list, and return the list after the loop.",
    replaces="double",
)
def _(numbers):
    for number in numbers:
        return 2 * number


@hello.mistake(
    "in_place",
    "The numbers are right, but you wrote them into the list that you were given. "
    "Whoever called you still needs it as it was. Build a new list.",
    replaces="double",
)
def _(numbers):
    for place in range(len(numbers)):
        numbers[place] *= 2
    return numbers
