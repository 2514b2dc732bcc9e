#!/usr/bin/env python3
"""Writes what AWS's published API models say of the operations that Fairlead calls, to tests/Fairlead.Aws.Tests/Models/*.json.

The models are botocore's service-2.json (Apache License 2.0), of the package that is installed. Documentation is left out. The operations are
those named below; an operation that a client has and this list has not fails a test. What is newer than the package is added by name.
"""
import gzip
import json
import pathlib

import botocore

OPERATIONS = {
    "cloudformation": "ContinueUpdateRollback CreateChangeSet DeleteChangeSet DeleteStack DescribeChangeSet DescribeEvents "
                      "DescribeStackEvents DescribeStacks ExecuteChangeSet GetTemplate RollbackStack",
    "cloudwatch": "DescribeAlarms",
    "ecs": "DescribeServiceDeployments DescribeServices DescribeTasks ListServiceDeployments ListTasks RegisterTaskDefinition RunTask "
           "StopServiceDeployment StopTask UpdateService",
    "ecr": "BatchGetImage DescribeImages GetAuthorizationToken PutImage",
    "logs": "FilterLogEvents GetLogEvents",
    "secretsmanager": "DescribeSecret GetSecretValue PutSecretValue",
    "elbv2": "DescribeLoadBalancers DescribeRules DescribeTargetHealth",
    "iam": "CreateServiceLinkedRole ListOpenIDConnectProviders",
    "route53": "GetHostedZone ListHostedZonesByName",
    "rds": "DescribeDBEngineVersions DescribeDBInstances ModifyDBInstance",
    "scheduler": "GetSchedule UpdateSchedule",
    "stepfunctions": "ListExecutions",
    "batch": "RegisterJobDefinition",
    "service-quotas": "GetServiceQuota",
    "resourcegroupstaggingapi": "GetResources",
    "wafv2": "GetRegexPatternSet UpdateRegexPatternSet",
    "sns": "ListSubscriptionsByTopic Subscribe Unsubscribe",
}
# What AWS has published since the installed package, with the page that says it.
NEWER = {
    # CloudFormation API Reference, "CreateChangeSet" and "DeploymentConfig" (express mode, 2026-06-30).
    "cloudformation": {
        "CreateChangeSetInput": {"DeploymentConfig": {"shape": "DeploymentConfig"}},
        "DeploymentConfig": {"Mode": {"shape": "DeploymentConfigMode"}, "DisableRollback": {"shape": "DisableRollback"}},
        "DeploymentConfigMode": ["STANDARD", "EXPRESS"],
    },
}
KEPT = ("type", "members", "required", "member", "key", "value", "enum", "min", "max", "pattern", "location", "locationName", "flattened",
        "idempotencyToken", "shape")


def bare(value):
    """Without documentation and what only SDKs want."""
    if isinstance(value, dict):
        return {k: ({n: bare(m) for n, m in v.items()} if k == "members" else bare(v)) for k, v in value.items() if k in KEPT}
    return value


def main():
    root = pathlib.Path(botocore.__file__).parent / "data"
    out = pathlib.Path(__file__).parents[2] / "tests/Fairlead.Aws.Tests/Models"
    for service, names in OPERATIONS.items():
        folder = max(p for p in (root / service).iterdir() if p.is_dir())
        path = folder / "service-2.json.gz"
        model = json.loads(gzip.open(path).read() if path.exists() else (folder / "service-2.json").read_bytes())
        for name, newer in NEWER.get(service, {}).items():
            if isinstance(newer, list):
                model["shapes"].setdefault(name, {"type": "string", "enum": newer})
            else:
                members = model["shapes"].setdefault(name, {"type": "structure", "members": {}})["members"]
                members.update({k: v for k, v in newer.items() if k not in members})
        operations, wanted = {}, []
        for name in sorted(names.split()):
            operation = model["operations"][name]
            operations[name] = {k: operation[k] for k in ("http", "input", "output", "errors") if k in operation}
            operations[name]["errors"] = sorted(e["shape"] for e in operation.get("errors", []))
            for side in ("input", "output"):
                if side in operation:
                    operations[name][side] = {k: v for k, v in operation[side].items() if k in ("shape", "resultWrapper", "locationName")}
                    wanted.append(operation[side]["shape"])
        shapes = {}
        while wanted:
            name = wanted.pop()
            if name in shapes:
                continue
            shape = shapes[name] = bare(model["shapes"][name])
            parts = list(shape.get("members", {}).values()) + [shape[k] for k in ("member", "key", "value") if isinstance(shape.get(k), dict)]
            wanted += [p["shape"] for p in parts]
        kept = {k: model["metadata"].get(k) for k in ("serviceId", "apiVersion", "endpointPrefix", "signingName", "protocol", "targetPrefix",
                                                      "jsonVersion") if model["metadata"].get(k)}
        if "query" in model["metadata"].get("protocols", []):
            # The one of them that moto and our client speak.
            kept["protocol"] = "query"
            kept = {k: v for k, v in kept.items() if k not in ("targetPrefix", "jsonVersion")}
        text = {"source": f"botocore {botocore.__version__}, data/{service}/{folder.name}", "metadata": kept, "operations": operations,
                "shapes": dict(sorted(shapes.items()))}
        (out / f"{service}.json").write_text(json.dumps(text, indent=0, separators=(",", ":"), ensure_ascii=False) + "\n")


main()
