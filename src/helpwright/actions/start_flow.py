"""启动流程: begin a flow on the record."""

from collections.abc import Iterable

from helpwright.actions.ports import ports_of
from helpwright.definitions.kind import DocumentProblem
from helpwright.flows.begin import Beginning, begin
from helpwright.flows.history import instances_of_record
from helpwright.kernel.errors import Missing
from helpwright.rules.kind import Action, Foreseen, Key, Result, Scene, Step, Surroundings


class StartFlow(Step):
    """`{action: start_flow, flow: return_goods}`: a flow of the same form; not a second time while it runs."""

    flow: Key


def _check(step: StartFlow, surroundings: Surroundings) -> Iterable[DocumentProblem]:
    if surroundings.flows is None:
        return
    flow = surroundings.flows.get(step.flow)
    if flow is None:
        yield DocumentProblem(("flow",), "flow_unknown", {"flow": step.flow})
    elif surroundings.form is not None and flow.form != surroundings.form:
        yield DocumentProblem(("flow",), "flow_of_other_form", {"flow": step.flow, "form": flow.form})


async def _foresee(step: StartFlow, scene: Scene) -> list[Foreseen]:
    ports = ports_of(scene)
    flow = ports.flows.flows(await ports.definitions.likely()).get(f"{scene.app}.{step.flow}")
    if flow is None or flow.form != scene.form:
        return [Foreseen("nothing", {"code": "flow_not_live", "flow": step.flow})]
    instances = await scene.session.all(instances_of_record(scene.record_id))
    if any(row["flow"] == flow.name and row["status"] in {"running", "suspended"} for row in instances):
        return [Foreseen("nothing", {"code": "flow_runs_already", "flow": flow.name})]
    return [Foreseen("flow", {"flow": step.flow, "version": flow.version})]


async def _run(step: StartFlow, scene: Scene) -> Result:
    ports = ports_of(scene)
    live = await ports.definitions.likely()
    flow = ports.flows.flows(live).get(f"{scene.app}.{step.flow}")
    if flow is None or flow.form != scene.form:
        raise Missing("definition_missing", kind="flow", name=step.flow)
    wanted = Beginning(scene.record_id, scene.actor, scene.now, scene.key, scene.cause)
    await scene.flush()
    scene.touch()
    instance = await begin(scene.session, ports.flows, live, flow, wanted)
    told = {"flow": flow.name, "version": flow.version}
    if instance is None:
        return Result("skipped", "flow_runs_already", told)
    return Result("done", data={**told, "instance": str(instance)})


action = Action(settings=StartFlow, check=_check, run=_run, needs=frozenset({"update"}), foresee=_foresee)
