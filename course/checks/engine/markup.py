"""Write a panel twice: as HTML for the notebook, as text for everything else."""

import html

# Colour, mark and word: the meaning never hangs on the colour alone.
LOOKS = {
    "correct": ("#009E73", "✓", "Correct"),
    "partly": ("#E69F00", "◐", "Partly"),
    "wrong": ("#D55E00", "✗", "Not yet"),
    "crashed": ("#D55E00", "✗", "It stopped with an error"),
    "late": ("#D55E00", "✗", "It ran out of time"),
    "unasked": ("#D55E00", "✗", "The check did not run"),
    "not attempted": ("#7F7F7F", "○", "Not attempted yet"),
    "form": ("#0072B2", "i", "Form"),
    "hint": ("#0072B2", "?", "Hint"),
    "solution": ("#0072B2", "=", "Solution"),
    "questions": ("#0072B2", "?", "Questions"),
}


def compose(kind: str, head: str, lines, rows=(), extra=()) -> tuple[str, str]:
    """Return a panel as HTML and as text.

    The HTML has no colour of its own but the bar and the mark, so that it is readable
    in JupyterLab's light and dark themes and in nbgrader's feedback pages.

    Parameters
    ----------
    kind : str
        A key of `LOOKS`.
    head : str
        What the panel is about.
    lines : list of (label, text)
        In the text, `` `code` `` becomes code.
    rows : list of (mark, text, points)
    extra : list of (label, text)
        Folded and preformatted.
    """
    colour, mark, word = LOOKS[kind]
    text = [f"{mark} {word} · {head}"]
    parts = [
        f'<section aria-label="{html.escape(f"{word}: {head}")}" '
        f'style="border-left:5px solid {colour};padding:.3em .9em;margin:.2em 0;'
        'max-width:46em;line-height:1.5">',
        f'<p style="margin:.2em 0"><strong><span aria-hidden="true" '
        f'style="color:{colour}">{mark}</span> {word}</strong> · '
        f"{html.escape(head)}</p>",
    ]
    for label, body in lines:
        text.append(f"{label}: {body}")
        parts.append(
            f'<p style="margin:.35em 0"><strong>{html.escape(label)}.</strong> '
            f"{with_code(body)}</p>"
        )
    if rows:
        parts.append('<ul style="list-style:none;margin:.35em 0;padding-left:.2em">')
        for symbol, title, points in rows:
            text.append(f"  {symbol} {title} ({points})")
            parts.append(
                f"<li>{symbol} {with_code(title)} ({html.escape(points)})</li>"
            )
        parts.append("</ul>")
    for label, body in extra:
        text.append(f"{label}:\n{body}")
        parts.append(
            f"<details><summary>{html.escape(label)}</summary>"
            f'<pre style="white-space:pre-wrap">{html.escape(body)}</pre></details>'
        )
    parts.append("</section>")
    return "".join(parts), "\n".join(text)


def with_code(text: str) -> str:
    """Escape ``text`` and turn `code` into <code>.

    Examples
    --------
    >>> with_code("`a<b` holds")
    '<code>a&lt;b</code> holds'
    """
    pieces = html.escape(text).split("`")
    if len(pieces) % 2 == 0:  # an odd mark: the text of an error, say
        return html.escape(text)
    return "".join(
        f"<code>{piece}</code>" if i % 2 else piece.replace("\n", "<br>")
        for i, piece in enumerate(pieces)
    )
