"""The publications of an app that was published often: portion by portion, none twice and none left out."""

from tests.definitions.conftest import Builder
from tests.support.office import Office

_MANY = """INSERT INTO publications (id, app, reason, state, step, wanted, accepted, progress, contract, error, sequel,
    started_at, updated_at, finished_at, note)
SELECT gen_random_uuid(), p.app, 'changes', 'done', p.step, p.wanted, p.accepted, p.progress, p.contract, p.error,
    p.sequel, p.started_at, p.updated_at, p.finished_at, made.at::text
FROM (SELECT * FROM publications WHERE app = 'service_desk' ORDER BY number LIMIT 1) p, generate_series(1, 119) made(at)
ORDER BY made.at RETURNING id"""


async def test_every_publication_is_reached(office: Office, builder: Builder) -> None:
    assert len(await office.rows(_MANY)) == 119
    path, notes, sizes = "apps/service_desk/publications", [], []
    cursor: dict[str, str] = {}
    while True:
        answer = (await builder.http.get(path, params=cursor)).json()
        notes += [each["note"] for each in answer["items"]]
        sizes.append(len(answer["items"]))
        if answer["next"] is None:
            break
        cursor = {"cursor": answer["next"]}
    assert sizes == [50, 50, 20]
    assert notes == [*(str(n) for n in range(119, 0, -1)), None]
