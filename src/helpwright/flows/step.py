"""One event moves one instance.

    step(definition, state, event) -> Transition(state, effects)

Pure and deterministic: nothing else is read, the same three arguments give the same answer for ever. Raises FlowRefusal
(see `errors`: code and data) when the event is not possible; `state` is untouched then. An event that comes too late by
nature (a timer of closed work) answers the very same state object and no effects; such an answer needs no journal entry.

    definition = compile_flow(parse_flow(document))      # once per published version
    state, effects = State(), []
    answer = step(definition, state, Event("start", key, actor, at, record=values_of(definition.reads)))
"""
