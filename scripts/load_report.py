"""What a run of `make load` found, as Markdown."""

from datetime import datetime

import benchmarks
from load_tally import Tally, at

# The targets: milliseconds of the 95th percentile, and requests a second of two hundred agents.
SLOWEST, RATE = 300.0, 35.0
HOW = """\
Everybody has a session of their own and works by a schedule that was made before: an agent logs one
contact a minute (one in six promises a callback), is kept every ten seconds while typing, looks up
a subject, searches now and then, and the page asks for the bell or the wallboard every twenty
seconds; a head looks at figures and worklists, takes a callback on and answers it. One save in
twenty is sent twice at once, and of one in twenty the answer is not waited for and the form sent
again. A time runs from the moment a request was due until its last byte, so waiting for an earlier
one counts too (an open loop: no coordinated omission). A new connection for each request, no proxy
in front. All of it on one machine, the load generator too."""


def report(plan, stretch, kept: list[dict], steps: list) -> str:
    """`kept` is what `manage.py bench_ledger` said of the run, and of the saturation when there was
    one; `steps` are the stretches of that."""
    parts = [
        f"# Load on {datetime.now().astimezone():%Y-%m-%d}",
        f"{stretch.agents} agents and {stretch.heads} heads of departments for {plan.seconds:g} "
        f"seconds, in a town with {plan.contacts:,} contacts of {plan.years} years.",
        HOW,
        "\n".join(_targets(stretch, kept)),
        "\n".join(_kinds(stretch.tally)),
        "\n".join(_ledger(stretch, kept)),
        "## Processor and memory",
        "\n".join(_processor(stretch)),
        "\n".join(_memory(stretch)),
        _growth(stretch),
    ]
    if steps:
        parts += ["## Saturation", "\n".join(_saturation(steps)), knee(steps)]
    parts += ["## Machine", "\n".join(f"- {line}" for line in benchmarks.machine())]
    return "\n\n".join(parts) + "\n"


def _row(*cells) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def _table(*head: str) -> list[str]:
    return [_row(*head), _row("---", *("---:" for _ in head[1:]))]


def _kept(holds: bool) -> str:
    return "kept" if holds else "**missed**"


def _sum(kept: list[dict], name: str) -> int:
    return sum(sum(each[name].values()) for each in kept)


def _targets(stretch, kept: list[dict]) -> list[str]:
    slow, errors = at(stretch.tally.all, 95), stretch.tally.errors.total()
    written, lost, twice = (
        sum(each["acknowledged"] for each in kept), _sum(kept, "lost"), _sum(kept, "twice"),
    )  # fmt: skip
    return [
        *_table("Target", "Measured", ""),
        _row(f"≥ {RATE:g} requests/s", f"{stretch.rate:.1f}", _kept(stretch.rate >= RATE)),
        _row(f"p95 < {SLOWEST:g} ms", f"{slow:.0f} ms", _kept(slow < SLOWEST)),
        _row("no errors", f"{errors} of {stretch.requests + errors:,}", _kept(not errors)),
        _row("no acknowledged write lost", f"{lost} of {written:,} lost", _kept(not lost)),
        _row("nothing there twice", f"{twice} twice", _kept(not twice)),
    ]


def _kinds(tally: Tally) -> list[str]:
    lines = _table("Request", "Number", "p50 ms", "p95 ms", "Most ms")
    for kind, times in sorted(tally.times.items(), key=lambda item: -len(item[1])):
        lines.append(_times(kind, times))
    lines.append(_times("**All**", tally.all))
    lines += [f"\nError: {what}, {count} ×" for what, count in sorted(tally.errors.items())]
    return lines


def _times(kind: str, times: list[float]) -> str:
    most = max(times, default=0) * 1000
    cells = (f"{each:.0f}" for each in (at(times, 50), at(times, 95), most))
    return _row(kind, f"{len(times):,}", *cells)


def _ledger(stretch, kept: list[dict]) -> list[str]:
    """In words: what was written down and looked up."""
    words = {"contact": "contacts", "draft": "saves of a draft", "claim": "callbacks taken on",
             "close": "callbacks answered"}  # fmt: skip
    looked_up = {
        name: sum(each["looked_up"].get(kind, 0) for each in kept) for kind, name in words.items()
    }
    lines = [
        f"{_sum(kept, 'lost')} of {sum(looked_up.values()):,} acknowledged writes lost: "
        + ", ".join(f"{count:,} {name}" for name, count in looked_up.items())
        + " were written to a file before the next step and looked up in the database afterwards"
        + (" (the saturation below included)." if len(kept) > 1 else "."),
    ]
    said = ", ".join(f"{count} {what}" for what, count in sorted(stretch.tally.notices.items()))
    lines.append(f"{_sum(kept, 'twice')} there twice" + (f", after {said}." if said else "."))
    for name in ("lost", "twice"):
        lines += [f"- {name}: {kind} {n}" for each in kept for kind, n in each[name].items()]
    return lines


def _processor(stretch) -> list[str]:
    wall = stretch.after.at - stretch.before.at
    lines = _table("Part", "Processor, % of one core", "ms a request")
    used = {
        part: stretch.after.processor[part] - stretch.before.processor[part]
        for part in stretch.after.processor
    }
    used["**All**"] = sum(used.values())
    for part, seconds in used.items():
        each = seconds * 1000 / max(1, stretch.requests)
        lines.append(_row(part, f"{100 * seconds / wall:.1f}", f"{each:.2f}"))
    others = stretch.after.used.others_since(stretch.before.used, wall)
    late = stretch.tally.late
    lines.append(
        f"\nThe load generator sent later than was due by {at(late, 50):.1f} ms (median), "
        f"{at(late, 95):.1f} ms (p95); that is in the times above. "
        f"Others used {100 * others:.0f} % of a core meanwhile."
    )
    return lines


def _memory(stretch) -> list[str]:
    """Of the processes that answer; one that reached its number of requests was replaced."""
    lines = _table("Web worker", "Begin: MB", "of which its own share", "End: MB", "share")
    before, after = stretch.before.workers, stretch.after.workers
    for number, pid in enumerate(sorted({*before, *after}), start=1):
        cells = []
        for each in (before.get(pid), after.get(pid)):
            cells += [f"{each.rss:.0f}", f"{each.pss:.0f}"] if each else ["–", "–"]
        lines.append(_row(number, *cells))
    return lines


def _growth(stretch) -> str:
    saved = sum(
        len(times) for kind, times in stretch.tally.times.items() if kind.startswith("Save")
    )
    grown = stretch.after.database - stretch.before.database
    log = stretch.after.log - stretch.before.log
    each, logged = grown / max(1, saved), log / max(1, saved)
    return (
        f"The database grew by {grown / 1024:,.0f} kB and wrote {log / 1024:,.0f} kB of WAL: "
        f"{each:,.0f} and {logged:,.0f} bytes for each contact saved, with its drafts, the audit "
        "log and what heads did."
    )


STEP_HEAD = ("Agents", "Requests/s", "p50 ms", "p95 ms", "Most ms", "Errors", "Generator %")


def _step(step) -> tuple:
    times, wall = step.tally.all, step.after.at - step.before.at
    own = step.after.processor["Load generator"] - step.before.processor["Load generator"]
    return (
        step.agents, f"{step.rate:.1f}", f"{at(times, 50):.0f}", f"{at(times, 95):.0f}",
        f"{max(times, default=0) * 1000:.0f}", step.tally.errors.total(), f"{100 * own / wall:.0f}",
    )  # fmt: skip


def step_line(step) -> str:
    return ", ".join(f"{name} {said}" for name, said in zip(STEP_HEAD, _step(step), strict=True))


def _saturation(steps: list) -> list[str]:
    lines = _table(*STEP_HEAD) + [_row(*_step(step)) for step in steps]
    return lines + [
        f"\nError with {step.agents} agents: {what}, {count} ×"
        for step in steps
        for what, count in sorted(step.tally.errors.items())
    ]


def knee(steps: list) -> str:
    """The most that held: without an error, at the p95 asked for."""
    held = [step for step in steps if step.holds]
    if not held:
        return f"Not even {steps[0].agents} agents were kept up with."
    best = held[-1]
    said = f"The knee: {best.agents} agents, {best.rate:.0f} requests/s"
    if steps[-1].holds:
        return f"{said} held, and more were not tried."
    return f"{said} held; {steps[-1].agents} agents did not."
