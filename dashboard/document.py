"""docs/figures.md, written from the figures themselves: `manage.py write_figures`."""

from django.utils.translation import override

from dashboard.figures import (
    BUCKETS,
    FEW,
    PERIOD,
    REPEAT_TIME,
    REPORTED,
    STOCK,
    TRACKER,
    Figure,
    Unit,
    bucket_label,
)

HEAD = """\
# Figures

What the numbers of the dashboards mean. Written by `manage.py write_figures` from
`dashboard/figures/`; a test fails when the two differ.

## Rules

- Days and months are those of Europe/Amsterdam, half-open. What came in belongs to a period by the
  start of the contact, a promise by the moment it ran out, a case by the moment it was closed. What
  is open is counted when the page is asked for; of earlier days it is what was kept that evening at
  24:00, and never reckoned again.
- Only what came in counts: outbound and internal contacts and wrong numbers are in no figure. A
  contact with two questions counts twice as questions, once for the department of each.
- A ratio over nothing is "no data". With fewer than {few} it is grey, without colour or rank, for
  it says more about chance than about work and may point at one person. Customer satisfaction is
  told from ten answers on. Departments are ranked by the late share of their open work from twenty
  open on, and only where at least three of them have that.
- A number opens exactly the rows it counts, with the same condition (`dashboard/measures.py`). The
  figures of a department are the same for everybody who sees them; only the contact centre counts
  of other departments what is not confidential. Rows tell no person; who may open the work follows
  the link. The board has the figures without the rows.
- There is no figure of a person. The work stock per employee is off until the consent of the works
  council and the DPIA are recorded (WOR art. 27), and then shows no times and no ranking.
- Ages are in working days of the municipality's calendar since the day the work came in, in the
  buckets {buckets}. A median stands beside an age.
- A promise follows the norm in force on the day it is given: of the subject, else of the
  department, else of the channel, else the general one. It keeps its moment when the norm changes
  later.
- "Answered at once, for good" is provisional until 28 days after the last day of the period.
"""


TITLES = ("Open now", "In a period", "Running terms", "Reports")


def as_markdown() -> str:
    with override("en"):
        buckets = ", ".join(bucket_label(*bucket) for bucket in BUCKETS)
        parts = [HEAD.format(few=FEW, buckets=buckets)]
        in_a_period = (*PERIOD, REPEAT_TIME)
        for title, chosen in zip(TITLES, (STOCK, in_a_period, TRACKER, REPORTED), strict=True):
            parts.append(f"\n## {title}\n")
            parts += [_section(figure) for figure in chosen]
        return "".join(parts)


def _section(figure: Figure) -> str:
    lines = [f"\n### {figure.name}\n\n{figure.sentence}\n\n", f"- Unit: {figure.unit}.\n"]
    lines.append(f"- Belongs to a period by: {figure.basis}.\n")
    if figure.part:
        lines.append(f"- Reckoned as: {_reckoned(figure)}.\n")
    if figure.norm and figure.share_of:
        lines.append(f"- Rated by its share {figure.share_of}: {_norm(figure)}.\n")
    elif figure.norm:
        lines.append(f"- Rated: {_norm(figure)}.\n")
    if figure.least != FEW:
        lines.append(f"- Not shown with less than {figure.least}.\n")
    if figure.kpi:
        lines.append(f"- In the self-assessment: `{figure.kpi}`.\n")
    lines.append(f"- In code: `{figure.slug}`.\n")
    return "".join(lines)


def _reckoned(figure: Figure) -> str:
    part, whole = (
        " + ".join(f"`{name}`" for name in names) for names in (figure.part, figure.whole)
    )
    return f"{part} ÷ {whole}" if whole else part


def _norm(figure: Figure) -> str:
    norm, shown = figure.norm, "{:.0%}" if figure.share_of and figure.unit != Unit.MARK else "{:g}"
    good, near = shown.format(norm.good), shown.format(norm.near)
    if norm.lower_is_better:
        best = f"good up to {good}" if norm.good else "good when there is none"
        return f"{best}, almost up to {near}, off target above that"
    return f"good from {good}, almost from {near}, off target below that"
