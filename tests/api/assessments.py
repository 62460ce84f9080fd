"""What the tests of the self-assessment over the API share."""

from tests.statements import statements

V1 = "/api/v1/maturity"
ROUNDS = f"{V1}/assessments"
ACTIONS = f"{V1}/actions"
MOMENT = "2026-11-10T09:00:00Z"
PERMITS = {"slug": "vergunningen", "name": "Vergunningen, Toezicht en Handhaving"}


def told_by(program, path) -> dict:
    answer = program.get(path)
    assert answer.status_code == 200
    return answer.json()


def titles(program, query="") -> list[str]:
    return [each["title"] for each in told_by(program, ROUNDS + query)["results"]]


def outcome_of(program, round_) -> dict:
    return told_by(program, f"{ROUNDS}/{round_.public_id}")["outcome"]


def counted(program, path) -> int:
    with statements() as ran:
        assert program.get(path).status_code == 200
    return len(ran)
