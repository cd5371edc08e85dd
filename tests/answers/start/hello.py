"""Answers to `hello`: correct ones written differently."""


def alternative_loop() -> dict:
    """Collect the numbers in a new list, one by one."""

    def double(numbers):
        doubled = []
        for number in numbers:
            doubled.append(number + number)  # noqa: PERF401 (as a beginner writes it)
        return doubled

    return {"double": double}


def alternative_map() -> dict:
    """Apply a function to every number; `list` collects what `map` gives."""

    def double(numbers):
        return list(map(lambda number: 2 * number, numbers))

    return {"double": double}


def alternative_array() -> dict:
    """Let NumPy compute with all numbers at once, and turn the array into a list."""
    import numpy as np

    def double(numbers):
        return (2 * np.array(numbers)).tolist()

    return {"double": double}


def alternative_on_a_copy() -> dict:
    """Change a copy, not the list that was given."""

    def double(numbers):
        numbers = numbers.copy()
        for place, number in enumerate(numbers):
            numbers[place] = number * 2
        return numbers

    return {"double": double}


def wrong_repeats() -> list[dict]:
    """Join the list with itself in other ways."""

    def add(numbers):
        return numbers + numbers

    def extend(numbers):
        return [*numbers, *numbers]

    return [{"double": add}, {"double": extend}]


def wrong_in_place() -> list[dict]:
    """Write into the given list in other ways."""

    def through_a_slice(numbers):
        numbers[:] = [2 * number for number in numbers]
        return numbers

    def and_return_another(numbers):
        for place, number in enumerate(numbers):
            numbers[place] = 2 * number
        return list(numbers)

    return [{"double": through_a_slice}, {"double": and_return_another}]
