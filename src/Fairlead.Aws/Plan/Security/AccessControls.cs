using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan.Security;

/// <summary>IAM, KMS, Secrets Manager, Lambda, Step Functions and EventBridge.</summary>
internal static class AccessControls
{
    private const string Role = "AWS::IAM::Role";
    private const string Inline = "AWS::IAM::Policy";
    private const string Managed = "AWS::IAM::ManagedPolicy";
    private const string Secret = "AWS::SecretsManager::Secret";
    private const string Function = "AWS::Lambda::Function";
    private const int MostDaysUnchanged = 90;

    // Those that AWS still supports by the date of the facts; a list that ages on the safe side.
    private static readonly string[] Runtimes =
        ["nodejs22.x", "nodejs24.x", "python3.11", "python3.12", "python3.13", "python3.14", "java17", "java21", "java25", "dotnet8",
        "dotnet10", "ruby3.3", "ruby3.4", "provided.al2023"];

    public static readonly IReadOnlyList<Control> All =
    [
        // The standard asks IAM.1 and IAM.21 of managed policies only; we ask all.
        .. OfPolicies("IAM.1", "nobody may do everything", PolicyText.AllowsAll),
        .. OfPolicies("IAM.21", "nobody may do all that a service can", PolicyText.AllowsService),
        new("KMS.1", "managed policies open no key but their own", Managed,
            p => !PolicyText.Statements(p.Resource).Any(PolicyText.AllowsAllKeys)),
        new("KMS.2", "inline policies open no key but their own", Role, HoldsInline),
        new("KMS.2", "inline policies open no key but their own", Inline, HoldsInline),
        new("KMS.5", "keys are not for everybody", "AWS::KMS::Key",
            k => !PolicyText.Statements(k["KeyPolicy"]).Any(PolicyText.IsForEverybody)),
        new("SecretsManager.1", "secrets change by themselves", Secret, s => Rotations(s).Any()),
        new("SecretsManager.4", "secrets change within ninety days", Secret, s =>
            Rotations(s).Any(r => r.Properties["RotationRules"].At("AutomaticallyAfterDays").Number() <= MostDaysUnchanged)),
        new("Lambda.1", "functions are not for everybody", "AWS::Lambda::Permission", p =>
            !p["Principal"].Is("*")
            && (p["Principal"] is not TextValue service || !service.Text.EndsWith(".amazonaws.com", StringComparison.Ordinal)
            || p["SourceArn"] is not null || p["SourceAccount"] is not null)),
        new("Lambda.2", "functions run on what AWS supports", Function,
            f => f["PackageType"].Is("Image") ? null : f["Runtime"].Is(Runtimes)),
        new("Lambda.5", "functions in the network stand in two zones", Function, f =>
            f["VpcConfig", "SubnetIds"] is not { } subnets ? null : subnets is CallValue || subnets.Items().Count() >= 2),
        new("StepFunctions.1", "state machines log", "AWS::StepFunctions::StateMachine", m =>
            m["LoggingConfiguration", "Level"] is { } level && !level.Is("OFF") && m["LoggingConfiguration", "Destinations"].Items().Any()),
        new("EventBridge.3", "own event buses have a policy", "AWS::Events::EventBus",
            b => b["Policy"] is not null || b.Referring("AWS::Events::EventBusPolicy").Any()),
    ];

    private static Control[] OfPolicies(string id, string title, Func<Value, bool> isForbidden) =>
    [
        .. new[] { Role, Inline, Managed }.Select(type => new Control(id, title, type, p =>
            PolicyText.Identity(p.Resource).Any() ? !PolicyText.Identity(p.Resource).Any(isForbidden) : null)),
    ];

    private static bool? HoldsInline(Subject policy) =>
        PolicyText.Identity(policy.Resource).Any() ? !PolicyText.Identity(policy.Resource).Any(PolicyText.AllowsAllKeys) : null;

    private static IEnumerable<StackResource> Rotations(Subject secret) => secret.Referring("AWS::SecretsManager::RotationSchedule");
}
