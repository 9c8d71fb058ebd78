"""Launch templates."""

from typing import Any

import pulumi_aws as aws

from emulator.account import Account
from tests.emulator.resources.support import made, network


def test_a_launch_template_says_how_hosts_start(account: Account) -> None:
    there = network(account)

    def declare() -> dict[str, Any]:
        template = aws.ec2.LaunchTemplate(
            "host",
            name_prefix="host-",
            image_id="ami-12345678",
            instance_type="t4g.small",
            metadata_options={"http_tokens": "required", "http_put_response_hop_limit": 2},
            vpc_security_group_ids=[there.group],
            ebs_optimized="true",
            block_device_mappings=[
                {"device_name": "/dev/xvda", "ebs": {"volume_size": 20, "encrypted": "true"}}
            ],
            tag_specifications=[{"resource_type": "instance", "tags": {"Name": "host"}}],
            update_default_version=True,
        )
        return {"id": template.id, "version": template.latest_version, "name": template.name}

    outputs = made(account, declare).outputs
    assert outputs["name"].startswith("host-")
    assert outputs["version"] == 1
    versions = account.client("ec2").describe_launch_template_versions(LaunchTemplateId=outputs["id"])
    data = versions["LaunchTemplateVersions"][0]["LaunchTemplateData"]
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["SecurityGroupIds"] == [there.group]
    assert data["EbsOptimized"] is True
    assert data["BlockDeviceMappings"][0]["Ebs"] == {"VolumeSize": 20, "Encrypted": True}
