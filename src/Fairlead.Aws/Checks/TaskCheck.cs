using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;
using Fairlead.Core.Problems;

namespace Fairlead.Aws.Checks;

/// <summary>
/// The checks of whether a task works, within the bounds of whoever asks: a load balancer and ECS have each their own, and what neither
/// takes is told and never changed to what it would take.
/// </summary>
internal static class TaskCheck
{
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(2);

    // HealthCheck of the ECS API: interval 5 to 300 s, timeout 2 to 60 s, retries 1 to 10, startPeriod 0 to 300 s.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(300);

    // CreateTargetGroup of the Elastic Load Balancing API: HealthyThresholdCount and UnhealthyThresholdCount 2 to 10.
    private const int FewestInARow = 2;

    public static void Check(App app, ProblemList problems)
    {
        foreach (var workload in app.Workloads.Where(w => w is not Job { Gpu: not null }))
        {
            var isProbed = workload is Service { Route: not null };
            if (workload is Service { Route: not null } service)
            {
                CheckProbe(service, problems);
            }

            if (ContainerCheck.Test(workload, isProbed) is not null)
            {
                CheckInside(workload, workload.Health!, problems);
            }
        }
    }

    private static void CheckProbe(Service service, ProblemList problems)
    {
        var health = service.Probe;
        if (health.Timeout >= health.Interval || health.Interval < ShortestInterval || health.Timeout < ShortestTimeout)
        {
            problems.Add(Codes.AwsLimit, service.Origin.PlaceOf("health"),
                "a load balancer of AWS checks at most every 5s, waits at least 2s, and less than from one check to the next",
                "write, for example, interval: 10s and timeout: 5s");
        }

        foreach (var (key, count) in new[] { ("healthy", health.Healthy), ("unhealthy", health.Unhealthy) })
        {
            if (count < FewestInARow)
            {
                problems.Add(Codes.AwsLimit, service.Origin.PlaceOf("health", key),
                    $"a load balancer of AWS wants at least {FewestInARow} checks in a row to agree, and '{key}' is {count}",
                    $"write {key}: {FewestInARow}; a task that is new there is taken after the first good one");
            }
        }
    }

    private static void CheckInside(Workload workload, Health health, ProblemList problems)
    {
        Add("interval", health.Interval < ShortestInterval, "asks inside of a container at most every 5s", "interval: 5s");
        Add("timeout", health.Timeout < ShortestTimeout || health.Timeout > LongestTimeout,
            "waits from 2s to 60s for a check inside of a container", "timeout: 5s, and let the check itself be quick");
        Add("grace", health.Grace > LongestStart, "waits at most 300s for a container to start before failed checks count",
            "grace: 300s; later failures count by 'unhealthy'");

        void Add(string key, bool isWrong, string why, string instead)
        {
            if (isWrong)
            {
                problems.Add(Codes.AwsLimit, workload.Origin.PlaceOf("health", key), $"ECS {why}", $"write {instead}");
            }
        }
    }
}
