"""What goes wrong in a step of mixed precision, by what was seen of it.

Each predicate looks at the facts that the properties of `mixed_precision` noted where
something did not hold; `MISTAKES` holds name, message and predicate.
"""

ORDER = ["scale", "backward", "step", "update"]


def right_order(events) -> bool:
    """Return whether every step scaled, went back, stepped and updated, once each."""
    events = [event for event in events if event != "unscale_"]
    return bool(events) and events == ORDER * (len(events) // len(ORDER))


def on_cpu(observed) -> dict | None:
    """Return what was seen of two steps on the processor, where something failed."""
    for name in ("low_precision", "loss", "one_step", "learns"):
        for facts in observed.facts(name):
            return facts
    return None


def sees(which):
    """Return a predicate over the steps on the processor."""

    def shows(observed):
        seen = on_cpu(observed)
        if seen is None or not which(seen):
            return None
        first, weights = (" and ".join(seen[key]) for key in ("first", "weights"))
        return {"first": first, "weights": weights, "loss": seen["loss"],
                "ratio": f"{seen['ratio']:.2f}"}  # fmt: skip

    return shows


def scaled(which):
    """Return a predicate over what the scaler was asked: kind of device, events."""

    def shows(observed):
        for facts in observed.facts("scaler"):
            if which(facts.get("kind", "cpu"), facts["events"]):
                calls = [event for event in facts["events"] if event != "backward"]
                return {"calls": ", ".join(dict.fromkeys(calls)) or "nothing"}
        return None

    return shows


MISTAKES = (
    (
        "model_half",
        "Parameters became {weights}: you cast the whole model. Mixed precision keeps "
        "float32 weights, for a small step would be lost in 16 bits. Leave the model "
        "as it is; `autocast` casts what it multiplies.",
        sees(lambda seen: seen["weights"] != ["float32"]),
    ),
    (
        "no_autocast",
        "The first layer still gives float32: the forward pass is outside "
        "`torch.autocast`. Call `model(x)` inside the `with` block; it has no effect "
        "on what was computed before it.",
        sees(lambda seen: seen["first"] == ["float32"]),
    ),
    (
        "float16_on_cpu",
        "The first layer gives float16 on the processor. There it is slow, and small "
        "gradients become 0 without a scale. Name the type: `dtype=torch.bfloat16`.",
        sees(lambda seen: seen["first"] == ["float16"]),
    ),
    (
        "loss_in_16_bits",
        "Your loss is {loss}: it was computed outside `torch.autocast`, from logits "
        "of 16 bits. Put the loss inside the `with` block; `autocast` takes it to "
        "float32.",
        sees(lambda seen: seen["loss"] in ("bfloat16", "float16")),
    ),
    (
        "loss_as_float",
        "You returned a {loss}. `.item()` makes Python wait for the device at every "
        "step; return the tensor, `loss.detach()`, and let the caller read it now and "
        "then.",
        sees(lambda seen: seen["loss"] == "float"),
    ),
    (
        "no_return",
        "Your steps train the net, and `train_step` returns nothing. Whoever calls it "
        "wants to see the loss: end with `return loss.detach()`.",
        sees(lambda seen: seen["loss"] == "nothing"),
    ),
    (
        "loss_of_each_row",
        "You returned a loss of {loss}: one number for each row. The optimiser follows "
        "their mean; return that one number.",
        sees(lambda seen: seen["loss"].startswith("shape")),
    ),
    (
        "no_step",
        "The weights did not move. Backward only fills in the gradients; "
        "`opt.step()` changes the weights. Is it called, and after `backward`?",
        sees(lambda seen: seen["ratio"] == 0),
    ),
    (
        "gradients_added_up",
        "Your second step was {ratio} times as long as it should be: the gradient of "
        "the first step is still in it. `backward` adds to what is there, so begin "
        "with `opt.zero_grad()`.",
        sees(lambda seen: seen["ratio"] > 1.5),
    ),
    (
        "scaler_on_cpu",
        "On the processor you called {calls} of the scaler. No scaler is needed for "
        "bfloat16: its range of exponents is that of float32. Ask for `device.type == "
        '"cuda"` first.',
        scaled(lambda kind, events: kind == "cpu" and "scale" in events),
    ),
    (
        "no_update",
        "The scale never adapts: you called {calls}, and never `scaler.update()`. "
        "Without it the scale stays where it was, through every overflow.",
        scaled(lambda kind, events: "scale" in events and "update" not in events),
    ),
    (
        "scaler_stepped_around",
        "You scale the loss and call `opt.step()` yourself. The gradients are still "
        "multiplied by the scale: `scaler.step(opt)` divides first, and skips a step "
        "that overflowed.",
        scaled(lambda kind, events: "scale" in events and "step" not in events),
    ),
)
