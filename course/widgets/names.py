"""Names for sliders: ipywidgets gives their handles none that a screen reader finds.

The script runs in the page beside the sliders. It copies each visible label to the
handle and to the number, and says the number that is shown (a slider over choices
would otherwise say "3" for the fourth of them). Where a front end does not run it,
everything works as before.
"""

from typing import Any

SCRIPT = """
(() => {
  const speak = (slider) => {
    const label = slider.querySelector('.widget-label');
    const handle = slider.querySelector('[role=slider]');
    const readout = slider.querySelector('.widget-readout');
    if (!label || !handle || handle.getAttribute('aria-label')) return;
    handle.setAttribute('aria-label', label.textContent);
    if (!readout) return;
    readout.setAttribute('role', 'textbox');
    readout.setAttribute('aria-label', label.textContent);
    const say = () => handle.setAttribute('aria-valuetext', readout.textContent);
    new MutationObserver(say).observe(
      readout, {childList: true, characterData: true, subtree: true});
    say();
  };
  const all = () => document.querySelectorAll('.widget-slider').forEach(speak);
  [0, 100, 500, 2000].forEach((wait) => setTimeout(all, wait));
})();
"""


def speaker() -> Any:
    """Return an `Output` widget that runs the script in the page and shows nothing."""
    import ipywidgets as w

    data = {"application/javascript": SCRIPT, "text/plain": ""}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    layout = w.Layout(height="0", overflow="hidden", margin="0", padding="0")
    return w.Output(outputs=(output,), layout=layout)
