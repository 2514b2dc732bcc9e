using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>How a new version takes over: by ECS's own strategies, with neither functions nor another service.</summary>
internal static class Rollouts
{
    private static readonly TimeSpan UsualBake = TimeSpan.FromMinutes(5);

    // A hook belongs to a release: it would hold the making of the stack, and each of its changes. What is left out ECS keeps as it was.
    private static readonly ListValue NoHooks = List();

    /// <summary>What the file says; a held version stands beside the old one, and without a route there are no requests to move.</summary>
    public static Strategy StrategyOf(App app, Service service) => service switch
    {
        { Deploy.Strategy: Strategy.Replace } => Strategy.Replace,
        { Route: null } => Strategy.Rolling,
        { Deploy.Strategy: Strategy.Rolling } when app.Environment.Release.Hold => Strategy.BlueGreen,
        _ => service.Deploy.Strategy,
    };

    /// <summary>Old and new tasks are in target groups of their own.</summary>
    public static bool HasTwoTargetGroups(App app, Service service) => StrategyOf(app, service) is Strategy.BlueGreen or Strategy.Canary;

    /// <summary>A new version waits, reachable by its trial rule, until somebody promotes it.</summary>
    public static bool IsHeld(App app, Service service) => app.Environment.Release.Hold && HasTwoTargetGroups(app, service);

    public static MapValue Deployment(App app, Service service)
    {
        // A flapping version of a one-task service fails soon, a large service may lose a task or two.
        var breaker = Map(
            ("Enable", true), ("ResetOnHealthyTask", false), ("Rollback", true), ("ThresholdConfiguration", Map(
                ("Type", "COUNT"), ("Value", service.Count < 2 ? 2 : 3))));
        // Users do not wait for the drain.
        var early = Map(("Enable", true), ("HealthyPercent", 100), ("SourceServiceRevisionCleanup", "DEFERRED"));
        return StrategyOf(app, service) switch
        {
            Strategy.Replace => Map(
                ("Alarms", Alarms(service)), ("DeploymentCircuitBreaker", breaker), ("LifecycleHooks", NoHooks), ("MaximumPercent", 100),
                ("MinimumHealthyPercent", 0), ("Strategy", "ROLLING")),
            Strategy.Rolling => Map(
                ("Alarms", Alarms(service)), ("DeploymentCircuitBreaker", breaker), ("EarlySuccessCriteria", early),
                ("LifecycleHooks", NoHooks), ("MaximumPercent", 200), ("MinimumHealthyPercent", 100), ("Strategy", "ROLLING")),
            var strategy => TwoTargetGroups(service, strategy),
        };
    }

    private static MapValue TwoTargetGroups(Service service, Strategy strategy)
    {
        var bake = (int)(service.Deploy.Bake ?? UsualBake).TotalMinutes;
        var (isCanary, steps) = (strategy == Strategy.Canary, service.Deploy.Steps);
        return Map(
            ("Alarms", Alarms(service)), ("BakeTimeInMinutes", bake),
            ("CanaryConfiguration", isCanary && steps is null ? Map(
                ("CanaryBakeTimeInMinutes", bake), ("CanaryPercent", service.Deploy.Percent)) : null),
            ("DeploymentCircuitBreaker", Map(("Enable", true), ("Rollback", true))),
            ("LifecycleHooks", NoHooks),
            ("LinearConfiguration", isCanary && steps is { } count ? Map(
                ("StepBakeTimeInMinutes", bake), ("StepPercent", 100.0 / count)) : null),
            ("MaximumPercent", 200), ("MinimumHealthyPercent", 100),
            ("Strategy", !isCanary ? "BLUE_GREEN" : steps is null ? "CANARY" : "LINEAR"));
    }

    // An alarm of somebody's own says what ECS can not see.
    private static MapValue? Alarms(Service service) => service.Deploy.Alarms.Count == 0 ? null : Map(
        ("AlarmNames", Value.Texts(service.Deploy.Alarms)), ("Enable", true), ("Rollback", true));
}
