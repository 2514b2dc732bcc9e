using Fairlead.Aws.Api;

namespace Fairlead.Aws.Deploy.Releases;

/// <summary>Why a load balancer gives a task no requests, as the local one's reasons are told. R16.</summary>
internal static class TargetReason
{
    // Elastic Load Balancing API Reference, TargetHealth: what is only on its way is no reason.
    private static readonly string[] OnTheWay =
        ["Elb.RegistrationInProgress", "Elb.InitialHealthChecking", "Target.DeregistrationInProgress", "Target.NotRegistered",
            "Target.NotInUse"];

    public static bool IsBad(TargetHealthDescription target) => target.State is "unhealthy" or "unavailable" or "initial"
        && target.Reason is { } reason && !OnTheWay.Contains(reason, StringComparer.Ordinal);

    /// <param name="path">What it asks for, where that is known.</param>
    public static string Explain(TargetHealthDescription target, string? path)
    {
        var check = path is null ? "the health check" : $"the health check of {path}";
        return target.Reason switch
        {
            "Target.ResponseCodeMismatch" => $"{check} answered {Code(target.Description)}",
            "Target.Timeout" => $"{check} got no answer in time",
            "Target.FailedHealthChecks" => $"{check} found nothing that answers on port {target.Port}",
            var reason => $"{check}: {target.Description ?? reason}",
        };
    }

    // "Health checks failed with these codes: [404]".
    private static string Code(string? description)
    {
        var (from, to) = (description?.IndexOf('[') ?? -1, description?.IndexOf(']') ?? -1);
        return from >= 0 && to > from ? description![(from + 1)..to] : description ?? "with another code";
    }
}
