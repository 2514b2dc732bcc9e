using Fairlead.Aws.CloudFormation;
using Fairlead.Core.Model;
using static Fairlead.Aws.CloudFormation.Value;

namespace Fairlead.Aws.Stacks.Compute;

/// <summary>How a new version takes over: by ECS's own strategies, with neither functions nor another service.</summary>
internal static class Rollouts
{
    private static readonly TimeSpan UsualBake = TimeSpan.FromMinutes(5);
    private const int LongestHold = 14 * 24 * 60;

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
                ("Alarms", Alarms(service)), ("DeploymentCircuitBreaker", breaker), ("MaximumPercent", 100), ("MinimumHealthyPercent", 0)),
            Strategy.Rolling => Map(
                ("Alarms", Alarms(service)), ("DeploymentCircuitBreaker", breaker), ("EarlySuccessCriteria", early),
                ("MaximumPercent", 200), ("MinimumHealthyPercent", 100)),
            var strategy => TwoTargetGroups(app, service, strategy),
        };
    }

    private static MapValue TwoTargetGroups(App app, Service service, Strategy strategy)
    {
        var bake = (int)(service.Deploy.Bake ?? UsualBake).TotalMinutes;
        var (isCanary, steps) = (strategy == Strategy.Canary, service.Deploy.Steps);
        return Map(
            ("Alarms", Alarms(service)), ("BakeTimeInMinutes", bake),
            ("CanaryConfiguration", isCanary && steps is null ? Map(
                ("CanaryBakeTimeInMinutes", bake), ("CanaryPercent", service.Deploy.Percent)) : null),
            ("DeploymentCircuitBreaker", Map(("Enable", true), ("Rollback", true))),
            ("LifecycleHooks", IsHeld(app, service) ? List(Hold()) : null),
            ("LinearConfiguration", isCanary && steps is { } count ? Map(
                ("StepBakeTimeInMinutes", bake), ("StepPercent", 100.0 / count)) : null),
            ("MaximumPercent", 200), ("MinimumHealthyPercent", 100),
            ("Strategy", !isCanary ? "BLUE_GREEN" : steps is null ? "CANARY" : "LINEAR"));
    }

    // An alarm of somebody's own says what ECS can not see.
    private static MapValue? Alarms(Service service) => service.Deploy.Alarms.Count == 0 ? null : Map(
        ("AlarmNames", Value.Texts(service.Deploy.Alarms)), ("Enable", true), ("Rollback", true));

    // Where nobody promotes a held version in time, ECS goes back to the old one.
    private static MapValue Hold() => Map(
        ("LifecycleStages", List("POST_TEST_TRAFFIC_SHIFT")), ("TargetType", "PAUSE"), ("TimeoutConfiguration", Map(
            ("Action", "ROLLBACK"), ("TimeoutInMinutes", LongestHold))));
}
