using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Checks;

/// <summary>
/// Derived names are <c>APP-ENVIRONMENT-NAME</c>. Where AWS takes fewer characters they are cut and end in a hash; that works,
/// and is worth a word, because people look for them in the console. The limits are those of the CloudFormation registry.
/// </summary>
internal static class NameLengthCheck
{
    private const int HashAndAccount = 13;

    public static void Check(App app, ProblemList problems)
    {
        var prefix = $"{app.Name}-{app.Environment.Name}";
        if (app.Services.Any(s => s.Route is not null))
        {
            Warn(prefix, 32, "a load balancer", app.Document.Find("app")?.Value.Span);
        }

        foreach (var workload in app.Workloads)
        {
            var (limit, what) = workload is Service { Route: not null } ? (32, "a target group") : workload is Job { Schedule: not null } ? (64, "a schedule") : (64, "a role");
            Warn($"{prefix}-{workload.Name}", limit, what, workload.Origin.Name);
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            var (name, limit, what) = resource switch
            {
                Redis => ($"{prefix}-{resource.Name}", 40, "an ElastiCache group"),
                Postgres => ($"{prefix}-{resource.Name}", 63, "an RDS instance"),
                Search => ($"{prefix}-{resource.Name}", 28, "an OpenSearch domain"),
                Queue { FixedName: null } queue => ($"{prefix}-{resource.Name}{(queue.Fifo ? ".fifo" : "")}", 80, "a queue"),
                Bucket { FixedName: null } => ($"{prefix}-{resource.Name}", 63 - HashAndAccount, "a bucket, with the account behind it,"),
                _ => ("", 64, ""),
            };
            Warn(name, limit, what, resource.Origin.Name);
        }

        void Warn(string name, int limit, string what, Span? place)
        {
            if (name.Length > limit && place is not null)
            {
                problems.Warn(Codes.NameCut, place, $"'{name}' has {name.Length} characters, and the name of {what} takes {limit}", "it is cut and ends in a hash there; shorter names stay readable");
            }
        }
    }
}
