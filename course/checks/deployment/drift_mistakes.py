"""What goes wrong with a distance between samples, an alarm, and a month.

`drift_alarm` registers these in their order: the distance first.
"""

from course.checks.engine import Mistakes

MISTAKES = Mistakes()


@MISTAKES.symptom(
    "empty_bins_inf",
    "A bin is empty in one sample, and ln 0 is −∞: with it PSI is no finite number. "
    "Add half a row to each count, or a small number to each share, before you divide.",
)
def _(observed):
    return any(c.problem and "finite" in c.problem for c in observed.calls("psi"))


def like(observed, relative):
    """Return the facts of the value test, if each value is that of a relative."""
    found = observed.facts("value")
    fits = len(found) == len(observed.cases) and all(
        any(abs(facts["got"] / other - 1) < 0.02 for other in facts[relative])
        for facts in found
    )
    return found[0] if fits else None


@MISTAKES.symptom(
    "one_sided_kl",
    "Your value is one Kullback-Leibler divergence, {times:.0%} of PSI. PSI adds both "
    "directions, Σ p · ln(p / q) + Σ q · ln(q / p), which is Σ (p − q) · ln(p / q).",
)
def _(observed):
    return like(observed, "one_sided")


@MISTAKES.symptom(
    "other_logarithm",
    "Your value is {times:.3g} times what it should be: the logarithm has another "
    "base. PSI takes the natural one, `np.log`.",
)
def _(observed):
    return like(observed, "other_logarithm")


@MISTAKES.symptom(
    "counts_not_shares",
    "You put counts where shares belong. With {times:,.0f} times the value a sample of "
    "another length looks like drift. Divide each count by the number of rows of its "
    "own sample.",
)
def _(observed):
    return like(observed, "counts")


@MISTAKES.symptom(
    "mean_over_bins",
    "You took the mean over the bins; PSI is their sum. With other numbers of bins "
    "your value would change although the samples do not.",
)
def _(observed):
    return like(observed, "mean_over_bins")


@MISTAKES.symptom(
    "bins_from_actual",
    "Your bins are quantiles of the *new* sample, so they move with the drift that "
    "they should show. Take the edges from `expected`, once, and keep them for every "
    "window.",
)
def _(observed):
    return like(observed, "own_bins")


@MISTAKES.symptom(
    "equal_width_bins",
    "PSI changed from {plain:.3g} to {bent:.3g} when the feature was put through exp: "
    "your bins have equal widths, and a long tail leaves most of them empty. Take "
    "quantiles of `expected` as edges.",
)
def _(observed):
    found = observed.facts("order")
    return found[0] if len(found) == len(observed.cases) else None


@MISTAKES.symptom(
    "drops_out_of_range",
    "Half of the values lay above the old maximum, and PSI was only {beyond:.3g}: they "
    "fell out of your bins. `np.histogram` leaves out what lies beyond the edges; open "
    "the outer ones to −∞ and ∞.",
)
def _(observed):
    found = [facts for facts in observed.facts("ends") if "beyond" in facts]
    return found[0] if len(found) == len(observed.cases) else None


@MISTAKES.symptom(
    "rings_when_quiet",
    "Your alarm is turned round: it rang in {few:.0%} of the quiet windows, and missed "
    "{missed:.0%} of those with a shift. True means that the feature has drifted.",
)
def _(observed):
    quiet, missed = observed.facts("quiet"), observed.facts("detects")
    if not quiet or not missed or min(f["missed"] for f in missed) < 0.5:
        return None
    return quiet[0] | missed[0] if quiet[0]["few"] > 0.5 else None


@MISTAKES.symptom(
    "fixed_threshold",
    "With 100 rows your rule cries wolf in {few:.0%} of quiet windows, with 1,000 in "
    "{many:.0%}: a fixed limit knows nothing of the rows. Without drift PSI is (bins − "
    "1) · (1/N + 1/M) on average, {mean} for 100.",
)
def _(observed):
    found = [f for f in observed.facts("quiet") if "few" in f]
    fits = found and found[0]["few"] > 0.2 and found[0]["many"] < found[0]["few"] / 2
    return found[0] if fits else None


@MISTAKES.symptom(
    "limit_too_low",
    "It rang in {few:.0%} of quiet windows of 100 rows and in {many:.0%} of those of "
    "1,000: your limit lies where PSI is on an ordinary day. Both samples are random, "
    "so 1/N + 1/M, and only one quiet window in twenty may exceed the limit.",
)
def _(observed):
    found = [f for f in observed.facts("quiet") if "few" in f]
    return found[0] if found and min(found[0]["few"], found[0]["many"]) > 0.2 else None


@MISTAKES.symptom(
    "blind",
    "A shift of half a standard deviation was missed in {missed:.0%} of the windows. "
    "An alarm that never rings has no false alarms either. For 300 rows the limit is "
    "16.9 · (1/300 + 1/300), about 0.11.",
)
def _(observed):
    found = observed.facts("detects")
    return found[0] if found and not observed.facts("quiet") else None


@MISTAKES.symptom(
    "ignores_false_alarm",
    "You were allowed {asked} of false alarms and rang in {rang} of {windows} quiet "
    "windows: `false_alarm` has no effect on your limit. Who can afford more false "
    "alarms wants to see more.",
)
def _(observed):
    found = observed.facts("budget")
    alone = not observed.facts("quiet") and not observed.facts("detects")
    return found[0] if found and alone else None


@MISTAKES.symptom(
    "detection_in_quiet",
    "In quiet months {in_quiet} rows have `days_to_detect`, the first {first:g}. There "
    "was nothing to detect: what rang was a false alarm, and it counts under "
    "`retrains` alone. Write NaN.",
)
def _(observed):
    found = [f for f in observed.facts("quiet_month") if "in_quiet" in f]
    return found[0] if found else None


@MISTAKES.symptom(
    "before_the_change",
    "A change was detected {ago:g} days before it happened: that was a false alarm, "
    "and luck. Look for the first alarm on the day of the change or after it.",
)
def _(observed):
    found = [f for f in observed.facts("changed_month") if f.get("least", 0) < 0]
    return found[0] | {"ago": -found[0]["least"]} if found else None


@MISTAKES.symptom(
    "counted_from_the_first",
    "A jump was detected after {jump:.1f} days on average, though half a standard "
    "deviation is seen on its first day. You counted from the first day of the month; "
    "count from the first day of the change.",
)
def _(observed):
    found = [f for f in observed.facts("changed_month") if f.get("jump", 0) > 8]
    return found[0] if found else None


@MISTAKES.symptom(
    "reference_stays",
    "A month with a jump had {retrains:.1f} retrainings: after the first the reference "
    "stayed, so every later day rang again. The new model learned from the new days; "
    "compare with those.",
)
def _(observed):
    found = [f for f in observed.facts("changed_month") if f.get("retrains", 0) > 8]
    return found[0] if found else None
