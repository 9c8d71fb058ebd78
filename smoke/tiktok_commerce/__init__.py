"""What must be true of TikTok Commerce."""

from __future__ import annotations

from smoke import entrance, shared
from smoke.core import Check, Deployed
from smoke.tiktok_commerce import jobs, reach, rights, services, stores


def _redirects(deployed: Deployed) -> bool:
    return bool(deployed.outputs.get("loadBalancerRedirects"))


CHECKS = (
    Check(
        title="each job lands in its own queue",
        test=jobs.each_job_lands_in_its_own_queue,
        writes=True,
        applies=jobs.jobs_are_published,
    ),
    Check(
        title="answers of workers are no jobs",
        test=jobs.answers_are_no_jobs,
        writes=True,
        applies=jobs.jobs_are_published,
    ),
    Check(
        title="poison becomes dead letters",
        test=jobs.poison_becomes_dead_letters,
        writes=True,
        applies=jobs.jobs_are_published,
    ),
    Check(title="subscriptions filter by type and deliver bare jobs", test=jobs.subscriptions_filter),
    Check(title="queues are as stated", test=jobs.queues_are_as_stated),
    Check(title="workers take their jobs", test=jobs.workers_take_their_jobs),
    Check(title="tables answer by key and by every index", test=stores.tables_answer, writes=True),
    Check(title="tables are as stated, encrypted and restorable", test=stores.tables_are_as_stated),
    Check(title="buckets are private and fit for their purpose", test=stores.buckets_are_fit),
    Check(
        title="the cache is private and encrypted",
        test=shared.cache_is_private,
        applies=shared.has("cacheId"),
    ),
    Check(
        title="the network leads out by NAT and is recorded",
        test=reach.network_is_as_stated,
        applies=reach.network_is_its_own,
    ),
    Check(title="only the stated flows are open", test=reach.only_stated_flows_are_open),
    Check(title="the load balancer is as stated", test=services.load_balancer_is_as_stated),
    Check(
        title="the entrance speaks TLS and redirects to it",
        test=entrance.entrance_redirects_to_tls,
        applies=_redirects,
    ),
    Check(title="rules lead to services", test=services.rules_lead_to_services),
    Check(title="target groups check their service", test=services.targets_are_checked),
    Check(title="services are private and roll back", test=services.services_are_private_and_roll_back),
    Check(title="tasks get every variable", test=services.tasks_get_every_variable),
    Check(title="services scale on CPU and memory", test=services.services_scale),
    Check(
        title="only the distribution reads the website's files",
        test=stores.only_the_distribution_reads_the_website,
    ),
    Check(title="the distribution passes the API on", test=stores.website_passes_the_api_on),
    Check(
        title="the firewall stands before the entrance",
        test=entrance.firewall_stands_before_the_entrance,
        applies=shared.has("webAclArn"),
    ),
    Check(
        title="every role may do what its service needs, and nothing on another's data",
        test=rights.every_role_may_do_what_is_stated,
    ),
    Check(title="tasks start with their own secrets alone", test=rights.tasks_start_with_their_own_secrets),
    *shared.OPERATIONS_CHECKS,
)
