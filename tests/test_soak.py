"""Many people ask `quoth serve` while snapshots change, the socket is cut and requests fail: a short soak."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks.soak import soak


async def test_every_question_is_answered_once_whatever_happens_meanwhile(tmp_path: Path) -> None:
    report = await soak(tmp_path, questions=24, people=8, servers=2, pause=6.5)
    assert (report.asked, report.right) == (24, 24), (report.lost, report.wrong)
    assert (report.twice, report.violations, report.limited, report.exit_code) == ([], [], 0, 0)
    assert report.trouble["cuts"]
    assert report.trouble["snapshots"]
