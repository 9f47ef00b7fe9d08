"""Judging a record made offline: the device's time and the server's time are both kept.

A worker without signal is not late: that is our invariant. Cases: spec/clocks.md
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from fangxian.engine.rules.packs import Pack


@dataclass(frozen=True, slots=True)
class DeviceJudgement:
    """
    on_time             by the device's time
    late_sync           the server got it later than the clocks may differ
    needs_confirmation  the device's clock cannot be trusted without a supervisor's word
    """

    on_time: bool
    late_sync: bool
    needs_confirmation: bool


def judge_offline_record(
    pack: Pack, *, due_at: datetime, device_at: datetime, server_at: datetime, skew: timedelta | None
) -> DeviceJudgement:
    """Whether a record made on a device met its deadline.

    skew   device clock minus server clock, measured when they met; None if it was not measured
    A worker without signal is not late; a device whose clock is wrong by more than the pack allows, or
    that claims a time after the server received it, needs a supervisor.
    """
    allowed = timedelta(minutes=pack.rule("device/skew").params["skew_minutes"])
    untrusted = skew is None or abs(skew) > allowed or device_at - server_at > allowed
    return DeviceJudgement(
        on_time=device_at <= due_at,
        late_sync=server_at - device_at > allowed,
        needs_confirmation=untrusted,
    )
