namespace Fairlead.Aws.Deploy.Releases;

/// <summary>Why a task was never started: AWS's words stay, and one step is added. C7, C8 and C9.</summary>
internal static class StartRefusal
{
    // ECS developer guide, "CannotPullContainer task errors" and "ResourceInitializationError errors". The first that fits counts.
    private static readonly (string[] Words, string Next)[] Known =
    [
        (["CannotPullContainerError", "platform"], "build it for the 'platform' of the file, then: fairlead deploy"),
        (["CannotPullContainerError", "timeout"], "look at the way from its subnets to the registry, then: fairlead deploy"),
        (["CannotPullContainerError"], "look at 'image' and at who may pull it, then: fairlead deploy"),
        (["ResourceInitializationError", "did not contain json key"], "put that key into the secret, then: fairlead deploy"),
        (["ResourceInitializationError", "kms"], "let the execution role decrypt with the secret's key, then: fairlead deploy"),
        (["ResourceInitializationError", "AccessDenied"],
            "let the execution role read it, in this account and region, then: fairlead deploy"),
        (["ResourceInitializationError", "deadline exceeded"],
            "look at the way from its subnets to Secrets Manager and SSM, then: fairlead deploy"),
        (["ResourceInitializationError", "timeout"],
            "look at the way from its subnets to Secrets Manager and SSM, then: fairlead deploy"),
        (["ResourceInitializationError", "secret"], "fairlead secret list --missing"),
        (["ResourceInitializationError", "parameter"], "fairlead secret list --missing"),
        (["exec format error"], "it is no program for this machine: look at the image's 'platform'"),
        (["free addresses"], "its subnets have no address left: use larger ones, then: fairlead deploy"),
        (["Capacity is unavailable"], "fairlead deploy"),
    ];

    public static StopReason Explain(string reason) => new(StopKind.Start, reason,
        Known.FirstOrDefault(k => k.Words.All(w => reason.Contains(w, StringComparison.OrdinalIgnoreCase))).Next
            ?? "fix it, then: fairlead deploy");
}
