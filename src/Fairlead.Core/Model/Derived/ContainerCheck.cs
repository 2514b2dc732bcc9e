namespace Fairlead.Core.Model.Derived;

/// <summary>How a health check is asked inside of the container.</summary>
public static class ContainerCheck
{
    /// <summary>
    /// The check's words as Docker and ECS take them; null where nothing is asked inside. A path that no load balancer asks for is asked
    /// there: with curl, else with wget, whichever the image has.
    /// </summary>
    /// <param name="isProbed">A load balancer asks for the path.</param>
    public static IReadOnlyList<string>? Test(Workload workload, bool isProbed)
    {
        if (workload.Health?.Command is { } command)
        {
            return ["CMD", .. command];
        }

        if (isProbed || workload.Health is not { Path: { } path } health)
        {
            return null;
        }

        var url = $"http://127.0.0.1:{health.Port ?? (workload as Service)?.Port ?? 80}{path}";
        return ["CMD-SHELL", $"curl -fsS -o /dev/null '{url}' || wget -q -O /dev/null '{url}'"];
    }
}
