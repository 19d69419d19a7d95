"""Jiheng (绩衡): reads, re-scores and audits performance self-evaluation packages (部门整体支出绩效自评)."""
