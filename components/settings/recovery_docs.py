"""The page about disaster recovery, made from the table that the program works by (`make docs`)."""

from __future__ import annotations

from components.disaster_recovery import DR_MODES, MEASURES, StoreKind

TITLES: dict[StoreKind, str] = {
    "table": "DynamoDB tables",
    "bucket": "S3 buckets",
    "database": "PostgreSQL",
    "secret": "Secrets",
    "image": "Container images",
    "userPool": "Cognito user pools",
    "cache": "Caches",
    "traffic": "Traffic",
}

INTRODUCTION = """\
# Disaster recovery

<!-- The table is made by `make docs` from components/disaster_recovery.py; do not edit. -->

One switch for each platform that has data:

```yaml
hookrelay:dr:
  mode: pilot-light   # none (default), backup, pilot-light or active-passive
  region: us-west-2   # any region but the platform's own
```

Turning it on for a live stack creates things and changes some in place; it replaces nothing. In production
the copies are as protected as what they are copies of: turning it off again needs `platforms:decommission`.

- `backup`: copies to restore from. Cheapest; hours until a stack of the other region works.
- `pilot-light`: the data can be used there at any time; nothing runs there. A stack of the same program in
  the other region is deployed when it is needed.
- `active-passive`: as before, and that stack runs already: `dr.failoverTarget` is its entrance, and
  traffic changes over by itself. HookRelay and TikTok Commerce have it; Streamer, StreamCanvas and Trinity
  refuse it, each with its reason, on their pages.

The output `recovery` of each platform says the same of the stores that it really has, and names the tables,
buckets and secrets that are kept there; a smoke check looks whether they are.

Two things are the account's and not a platform's, so the baseline stack has them: copies of container
images (`baseline:imageReplication`) and of backups (`baseline:backup.copyRegion`). Give them the region of
`dr.region`, and add it to `baseline:github.regions`: the deploy roles deploy nowhere else.

| store | mode | what is done | loses at most (RPO) | usable again (RTO) | monthly cost is driven by |
| --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The page; modes of the same effect share a row."""
    rows = []
    for kind, title in TITLES.items():
        modes = list(DR_MODES)
        while modes:
            one = MEASURES[kind][modes[0]]
            same = [mode for mode in modes if MEASURES[kind][mode] == one]
            modes = [mode for mode in modes if mode not in same]
            names = "every mode" if len(same) == len(DR_MODES) else ", ".join(f"`{mode}`" for mode in same)
            rows.append(f"| {title} | {names} | {one.how} | {one.rpo} | {one.rto} | {one.cost} |")
    return INTRODUCTION + "\n".join(rows) + "\n"
