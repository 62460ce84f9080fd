"""Which function does which kind of work in the tests; for settings, so without any import."""

HANDLERS = {
    f"test.{name}": f"tests.jobs.handlers.{name}"
    for name in ("add", "steps", "where", "where_the_files_are", "refuse", "crash")
}
