"""What goes wrong when a file is to be known again.

`manifest` registers the symptoms first, then the wrong `verify`, in their order.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


def errors(observed, *names) -> list:
    """Return the calls of both functions that raised one of these errors."""
    calls = [*observed.calls("manifest"), *observed.calls("verify")]
    return [call for call in calls if set(names) & set(call.error_names)]


@MISTAKES.symptom(
    "loads_model",
    "Your code loaded the file as a model: `{error}`. Loading a pickle runs whatever "
    "is in it, and here it was a trap. To know a file again its bytes are enough; "
    "never load it before it is verified.",
)
def _(observed):
    found = errors(observed, "ZeroDivisionError", "UnpicklingError")
    return {"error": found[0].error} if found else None


@MISTAKES.symptom(
    "text_mode",
    "The file was opened as text, and its bytes are no text: `{error}`. A model is "
    'bytes. Open it with `open(path, "rb")`, as bytes.',
)
def _(observed):
    found = errors(observed, "UnicodeDecodeError")
    return {"error": found[0].error} if found else None


@MISTAKES.symptom(
    "not_json",
    "Your dict cannot be written as JSON: {message}. Turn the path or the time into "
    "text before it goes in, so that the manifest can lie beside the file.",
)
def _(observed):
    found = [c for c in errors(observed, "TypeError") if "JSON" in c.message]
    plain = [
        c
        for c in observed.calls("manifest")
        if c.problem and "no check can read" in c.problem
    ]
    message = found[0].message if found else plain and plain[0].problem
    return {"message": message} if message else None


def of_hashes(observed, fits):
    """Return the facts about hashes, if they fit in every case."""
    found = observed.facts("hashed")
    return found[0] if found and all(fits(facts) for facts in found) else None


@MISTAKES.symptom(
    "another_hash",
    "`sha256` is {sha256}, and SHA-256 in hexadecimal has 64 signs. Python's `hash()` "
    "gives another number in every session, and for MD5 two files with one hash can be "
    "made. Use `hashlib.sha256(...).hexdigest()`.",
)
def _(observed):
    def short(facts):
        found = facts["sha256"]
        return type(found) is not str or len(found) != 64

    found = of_hashes(observed, short)
    return found and found | {"sha256": repr(found["sha256"])[:40]}


@MISTAKES.symptom(
    "time_in_hash",
    "The same file got two hashes, although no byte had changed: a time is hashed with "
    "it, that of the file or that of the clock. Every copy would be another model. "
    "Hash the bytes alone.",
)
def _(observed):
    return of_hashes(
        observed, lambda f: f["first"] != f["touched"] or f["first"] != f["again"]
    )


@MISTAKES.symptom(
    "hash_of_path",
    "One bit of the file changed and the hash did not: you hashed its name. Two "
    "different models under one name get the same hash, and the same model elsewhere "
    "another. Read the file, and hash what is in it.",
)
def _(observed):
    return of_hashes(observed, lambda f: f["first"] == f["changed"])


@MISTAKES.symptom(
    "absolute_path",
    "The manifest holds {path}: on the server there is no such place, and the name of "
    "your folder is nobody's business. The hash says which file it is; leave the path "
    "out.",
)
def _(observed):
    found = [facts for facts in observed.facts("said") if "path" in facts]
    return found[0] if found else None


@MISTAKES.symptom(
    "accepts_nothing",
    "A manifest without {field} went through. In half a year nobody knows on which "
    "rows that model learned, or how good it was. Raise a `ValueError` that names "
    "the field.",
)
def _(observed):
    found = [f for f in observed.facts("nothing_missing") if not f["error"]]
    return found[0] if found else None


@MISTAKES.symptom(
    "field_not_named",
    "You refuse what is missing, but your error does not say what: it was {field}, and "
    "{error} came. Whoever reads it has to search. Raise a `ValueError` whose text "
    "names the field.",
)
def _(observed):
    found = observed.facts("nothing_missing")
    works = any(not call.broke for call in observed.calls("manifest"))
    fits = works and found and all(facts["error"] for facts in found)
    return found[0] if fits else None


@MISTAKES.symptom(
    "reads_whole",
    "`{name}` held more than {limit} MB for a file of {size} MB: it read the whole "
    "file at once. A model of 40 GB would need 40 GB of memory to be verified. Read it "
    "in pieces of a megabyte.",
)
def _(observed):
    found = [facts for facts in observed.facts("safely") if "limit" in facts]
    return found[0] if found else None


@MISTAKES.symptom(
    "needs_every_key",
    "`verify` stopped at a manifest of an older schema: `KeyError: {message}`. Such "
    "files exist for as long as somebody uses them. Ask with `.get(...)`, and hold the "
    "file to the keys that are there.",
)
def _(observed):
    found = [c for c in observed.calls("verify") if c.error == "KeyError"]
    older = all("bytes" not in call.args[0] for call in found)
    return {"message": found[0].message} if found and older else None


@MISTAKES.symptom(
    "raises_on_mismatch",
    "`verify` raised {error} for a file that is not the right one. It is asked whether "
    "the file is right, so return False; who calls it decides what to do.",
)
def _(observed):
    found = [c for c in observed.calls("verify") if c.error]
    right = [c for c in observed.calls("verify") if not c.error]
    only = right and all(c.value is True for c in right if not c.through)
    return {"error": found[0].error} if found and only else None


@MISTAKES.mistake(
    "size_only",
    "You compared the size alone. A file with one bit changed has the same size and is "
    "another model. Compare the hash; the size only saves time where it differs.",
    replaces="verify",
)
def _(manifest, model_path):
    from pathlib import Path

    size = Path(model_path).stat().st_size
    return manifest.get("bytes", size) == size


@MISTAKES.mistake(
    "always_true",
    "`verify` says True whatever the file is. Is it the manifest that you compared "
    "with itself? Hash the file at `model_path` again, and compare that.",
    replaces="verify",
)
def _(manifest, model_path):
    return True


@MISTAKES.mistake(
    "always_false",
    "`verify` says False even for the untouched file. If you make a new manifest and "
    "compare the whole dict, the time in it differs; if you hash again, compare texts "
    "in the same form. Compare `sha256` alone.",
    replaces="verify",
)
def _(manifest, model_path):
    return False
