"""Which forms make cases, and who is in charge of one, for the datasets that follow cases."""

from helpwright.records.read import View


def assignee(view: View) -> str:
    """Who is responsible: the form's first field for a person, else the owner. Nobody where that field is hidden."""
    member = next((field for field in view.form.fields.values() if field.type.key == "member"), None)
    if member is None:
        return "r.owner_id"
    return f'r."{member.column}"' if member.key in view.readable_everywhere() else "NULL::uuid"


def has_cases(view: View) -> bool:
    """Forms with a status make cases."""
    return view.form.status is not None
