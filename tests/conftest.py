"""What holds for every test."""

import os

from hypothesis import HealthCheck, settings

# Text made of an output (`f"{queue.arn}"`) is a mistake that AWS would report minutes later; here it raises.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"

settings.register_profile(
    "platforms",
    deadline=None,  # shared machines are slow at times, and slowness is benchmarks' business
    derandomize=bool(os.environ.get("CI")),  # the same examples each time where nobody watches
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("platforms")


# No test sees the credentials or the profile of whoever runs it. Done once, before any fixture of a wider
# scope: an emulated account brings an environment of its own.
for _key in [key for key in os.environ if key.startswith("AWS_")]:
    del os.environ[_key]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
