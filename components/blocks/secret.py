"""A secret: a slot for an operator, a value of the encrypted configuration, or one generated or composed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
import pulumi_random as random

from components.blocks.secret_access import Backend, secret_ref
from components.environments import Environment
from components.fingerprint import version_of
from components.guards import refuse
from components.guards.secrets import generated_problems, name_problems, rotation_problems, value_problems
from components.links import Link, SecretRef
from components.protection import protected

# A parameter can't exist without a value (HR-24). This one says that nobody has filled it; applications
# and the smoke check recognise it. A Secrets Manager slot has no version instead.
PLACEHOLDER = "unset-slot-fill-me"
PLACEHOLDER_VERSION = 1
# Marks what an operator fills, so that a check can list the slots and see which are empty.
SLOT_TAG = ("Slot", "operator")

GENERATED_LENGTH = 48  # letters and digits: about 285 bits; AUTH_SECRET wants at least 32 characters (HR-22)
LONGEST_RECOVERY_DAYS = 30  # DeleteSecret, RecoveryWindowInDays: 7 to 30, or 0 for none

# The provider writes a parameter anew, value included, when anything but its tags changes: a slot that has
# been filled would be emptied by a new description.
_SLOT_IGNORES = ("description", "keyId", "valueWo", "valueWoVersion")


@dataclass(frozen=True, kw_only=True)
class Slot:
    """Made empty; an operator fills it, and no later update fights what it was filled with."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """A value of the stack's encrypted configuration.

    Attributes:
        value: The value.
        minimum_length: What its user accepts; checked where the value is plain.
    """

    value: pulumi.Input[str] = field(repr=False)
    minimum_length: int = 1


@dataclass(frozen=True, kw_only=True)
class Generated:
    """Letters and digits drawn once.

    Attributes:
        length: 32 to 128.
    """

    length: int = GENERATED_LENGTH


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A value made of others, among them a generated one: a database's URL.

    Attributes:
        value: The value.
    """

    value: pulumi.Output[str] = field(repr=False)


Source = Slot | Given | Generated | Composed


@dataclass(frozen=True, kw_only=True)
class Rotation:
    """Regular rotation by a function (Secrets Manager only).

    Attributes:
        function_arn: The rotation function.
        days: How often.
    """

    function_arn: pulumi.Input[str]
    days: int = 90  # quarterly


@dataclass(frozen=True, kw_only=True)
class SecretCopy:
    """A copy of a secret in another region.

    Attributes:
        region: The other region.
        kms_key_arn: That region's customer managed key; the backend's own without one.
    """

    region: str
    kms_key_arn: pulumi.Input[str] | None = None


@dataclass(frozen=True, kw_only=True)
class SecretArgs:
    """Settings of a secret.

    Attributes:
        environment: Where it runs: protection, and how long a deletion can be taken back.
        name: Physical name: a path for `ssm`.
        description: What it is for.
        backend: `ssm` (SecureString parameter) or `secretsmanager`.
        source: Where the value comes from.
        kms_key_arn: A customer managed key; the backend's own without one.
        rotation: Rotation by a function, if any.
        copy: A copy in another region, if any. Secrets Manager keeps its own in step; Parameter Store has
            none, so there it is a second parameter, and a second slot to fill.
    """

    environment: Environment
    name: str
    description: str
    backend: Backend = "ssm"
    source: Source = field(default_factory=Slot)
    kms_key_arn: pulumi.Input[str] | None = None
    rotation: Rotation | None = None
    copy: SecretCopy | None = None

    def __post_init__(self) -> None:
        """Refuse what the backend or the secret's user would refuse."""
        problems = [
            *name_problems(backend=self.backend, name=self.name),
            *rotation_problems(backend=self.backend, days=self.rotation.days if self.rotation else None),
        ]
        if isinstance(self.source, Generated):
            problems += generated_problems(self.source.length)
        if isinstance(self.source, Given) and isinstance(self.source.value, str):
            problems += value_problems(length=len(self.source.value), minimum=self.source.minimum_length)
        refuse("Secret", problems)


class Secret(pulumi.ComponentResource):
    """A secret whose value is written, never read back: no output and no refresh brings it into the state.

    (A value that the configuration or pulumi-random holds stands in the state encrypted, as everything
    secret does there.)

    Attributes:
        label: The logical name.
        arn: ARN; known only when the value is there, so whoever refers to it waits for it.
        kind: Where its value comes from: `slot`, `given`, `generated` or `composed`.
        is_slot: Whether an operator has to fill it.
        fill_command: The shell command that fills or replaces the value.
    """

    def __init__(self, name: str, args: SecretArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("platforms:index:Secret", name, None, opts)
        self.label = name
        self._args = args
        self.kind = type(args.source).__name__.lower()
        self.is_slot = isinstance(args.source, Slot)

        value, version = self._value()
        self.arn: pulumi.Output[str] = (
            self._parameter(value, version) if args.backend == "ssm" else self._secret(value, version)
        )
        self.fill_command: pulumi.Output[str] = _fill_command(args)
        self.register_outputs({"arn": self.arn})

    def _value(self) -> tuple[pulumi.Output[str] | None, pulumi.Input[int]]:
        source = self._args.source
        child = pulumi.ResourceOptions(parent=self)
        if isinstance(source, Given):
            # may be short or guessable, so its fingerprint is keyed with something that is neither
            key = random.RandomPassword(f"{self.label}-version-key", length=32, special=False, opts=child)
            return pulumi.Output.secret(source.value), version_of(source.value, key.result)
        if isinstance(source, Generated):
            password = random.RandomPassword(
                f"{self.label}-value", length=source.length, special=False, opts=child
            )
            return pulumi.Output.secret(password.result), version_of(password.result, self.label)
        if isinstance(source, Composed):
            return pulumi.Output.secret(source.value), version_of(source.value, self.label)
        return None, PLACEHOLDER_VERSION

    @property
    def _tags(self) -> Mapping[str, str] | None:
        return dict([SLOT_TAG]) if self.is_slot else None

    def _parameter(self, value: pulumi.Output[str] | None, version: pulumi.Input[int]) -> pulumi.Output[str]:
        args = self._args
        parameter = self._one_parameter("parameter", value, version, key=args.kms_key_arn)
        if args.copy is not None:
            self._one_parameter("copy", value, version, key=args.copy.kms_key_arn, region=args.copy.region)
        return parameter.arn

    def _one_parameter(
        self,
        thing: str,
        value: pulumi.Output[str] | None,
        version: pulumi.Input[int],
        *,
        key: pulumi.Input[str] | None,
        region: str | None = None,
    ) -> aws.ssm.Parameter:
        return aws.ssm.Parameter(
            f"{self.label}-{thing}",
            name=self._args.name,
            description=self._args.description,
            type=aws.ssm.ParameterType.SECURE_STRING,
            key_id=key,
            value_wo=pulumi.Output.secret(PLACEHOLDER) if value is None else value,
            value_wo_version=version,
            tags=self._tags,
            opts=protected(
                self._args.environment, self, ignore_changes=_SLOT_IGNORES if self.is_slot else ()
            ),
            region=region,
        )

    def _secret(self, value: pulumi.Output[str] | None, version: pulumi.Input[int]) -> pulumi.Output[str]:
        args = self._args
        secret = aws.secretsmanager.Secret(
            f"{self.label}-secret",
            name=args.name,
            description=args.description,
            kms_key_id=args.kms_key_arn,
            recovery_window_in_days=LONGEST_RECOVERY_DAYS if args.environment.protect else 0,
            replicas=None
            if args.copy is None
            else [
                aws.secretsmanager.SecretReplicaArgs(
                    region=args.copy.region, kms_key_id=args.copy.kms_key_arn
                )
            ],
            tags=self._tags,
            opts=protected(args.environment, self),
        )
        if value is None:
            arn = secret.arn
        else:
            # A new version of the value replaces this resource, which is no loss: hence not protected.
            arn = aws.secretsmanager.SecretVersion(
                f"{self.label}-version",
                secret_id=secret.arn,
                secret_string_wo=value,
                secret_string_wo_version=version,
                opts=pulumi.ResourceOptions(parent=self),
            ).secret_arn
        if args.rotation is not None:
            self._rotate(arn, args.rotation)
        return arn

    def _rotate(self, arn: pulumi.Output[str], rotation: Rotation) -> None:
        permission = aws.lambda_.Permission(
            f"{self.label}-rotation-permission",
            action="lambda:InvokeFunction",
            function=rotation.function_arn,
            principal="secretsmanager.amazonaws.com",
            source_arn=arn,
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.secretsmanager.SecretRotation(
            f"{self.label}-rotation",
            secret_id=arn,
            rotation_lambda_arn=rotation.function_arn,
            rotation_rules=aws.secretsmanager.SecretRotationRotationRulesArgs(
                automatically_after_days=rotation.days
            ),
            # an empty slot has nothing to rotate yet: its first rotation would make a value that nobody gave
            rotate_immediately=False if self.is_slot else None,
            # Secrets Manager tries the function at once, and AWS refuses the schedule if it may not
            opts=pulumi.ResourceOptions(parent=self, depends_on=[permission]),
        )

    def ref(self, json_key: str | None = None) -> SecretRef:
        """The secret, or one key of a JSON secret, by reference.

        Raises:
            ValueError: a JSON key of a parameter, which ECS can't pick.
        """
        return secret_ref(
            self.label,
            backend=self._args.backend,
            arn=self.arn,
            kms_key_arn=self._args.kms_key_arn,
            json_key=json_key,
        )

    def link(self, variable: str) -> Link:
        """The secret under a variable's name, with the right to read it."""
        return Link(secrets={variable: self.ref()})


def _fill_command(args: SecretArgs) -> pulumi.Output[str]:
    # read keeps the value out of the shell's history
    if args.backend == "secretsmanager":
        return pulumi.Output.from_input(
            "read -rs VALUE && aws secretsmanager put-secret-value "
            f'--secret-id {args.name} --secret-string "$VALUE"'
        )
    command = f"read -rs VALUE && aws ssm put-parameter --name {args.name} --type SecureString --overwrite"
    key = "" if args.kms_key_arn is None else pulumi.Output.concat(" --key-id ", args.kms_key_arn)
    return pulumi.Output.concat(command, key, ' --value "$VALUE"')
