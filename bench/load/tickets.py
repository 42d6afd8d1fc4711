"""The tickets that customers submit in benchmarks: eight fields, all different."""

from typing import Any, Final

PATH: Final = "/api/v1/public/forms/ticket/submissions"


def values_of(number: int) -> dict[str, Any]:
    """What the customer with this number fills in."""
    return {
        "customer_phone": f"138{number % 100_000_000:08d}",
        "customer_name": f"客户 {number}",
        "customer_email": f"customer{number}@example.com",
        "problem_type": ("product", "support", "complaint", "after_sales")[number % 4],
        "urgency": ("normal", "urgent", "critical")[number % 3],
        "description": f"设备 {number} 掉线，重启后仍然如此。\n" * 5,
        "site": f"三号楼 {number % 40} 层",
        "serial": f"SN-{number:08d}",
    }
