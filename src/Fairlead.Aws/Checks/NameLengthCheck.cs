using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Aws.Checks;

/// <summary>
/// Names that Fairlead gives and AWS takes only shorter: they are cut and end in a hash. That works, and is worth a word, because people
/// look for them in the console. What CloudFormation names has no limit here.
/// </summary>
internal static class NameLengthCheck
{
    public static void Check(App app, ProblemList problems)
    {
        if (app.Edge.Cdn && app.Services.Any(s => s.Route is not null))
        {
            var name = $"{app.Name}-{app.Environment.Name}-{VisitorAuth.Edge}";
            Warn(problems, NameRule.EdgeFunction, name, "a CloudFront function", app.Document.Find("app")?.Value.Span ?? app.Document.Span);
        }

        foreach (var workload in app.Workloads)
        {
            if (workload is Job { Schedule: not null })
            {
                Warn(problems, NameRule.Schedule, NameOf(app, workload.Name), "a schedule", workload.Origin.Name);
            }

            if (workload is Job { Gpu: not null })
            {
                Warn(problems, NameRule.BatchJobDefinition, NameOf(app, workload.Name), "a job definition", workload.Origin.Name);
            }
        }

        foreach (var resource in app.Resources.Where(r => r.Existing is null))
        {
            if (RuleOf(resource) is var (rule, what))
            {
                var end = resource is Queue { Fifo: true } ? ".fifo" : "";
                Warn(problems, rule, NameOf(app, resource.Name) + end, what, resource.Origin.Name, end.Length);
            }
        }
    }

    private static (NameRule Rule, string What)? RuleOf(Resource resource) => resource switch
    {
        Search => (NameRule.Domain, "an OpenSearch domain"),
        Queue { FixedName: null } => (NameRule.Queue, "a queue"),
        Bucket { FixedName: null } => (NameRule.Bucket, "a bucket, with the account behind it,"),
        Endpoint => (NameRule.Endpoint, "an endpoint"),
        _ => null,
    };

    private static string NameOf(App app, string name) => $"{app.Name}-{app.Environment.Name}-{name}";

    // What is put behind a name is kept room for, and counts where it is part of what is told.
    private static void Warn(ProblemList problems, NameRule rule, string name, string what, Span place, int end = 0)
    {
        var limit = rule.Longest - rule.Kept + end;
        if (name.Length > limit)
        {
            problems.Warn(
                Codes.NameCut, place, $"'{name}' has {name.Length} characters, and the name of {what} takes {limit}",
                "it is cut and ends in a hash there; shorter names stay readable");
        }
    }
}
