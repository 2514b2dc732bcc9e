using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;
using Fairlead.Core.Model.Derived;

namespace Fairlead.Aws.Plan;

/// <summary>What a stack is in the app file, and what a release knows of it that its template does not say.</summary>
/// <param name="Stack">The stack's name.</param>
/// <param name="Name">Of the app file; <c>environment</c> for what all share.</param>
/// <param name="Kind">In users' words: <c>service</c>, <c>postgres</c>.</param>
internal sealed record StackLabel(string Stack, string Name, string Kind)
{
    /// <summary>How many tasks a service starts with.</summary>
    public int? Count { get; init; }

    /// <summary>How often a job runs by itself in a month.</summary>
    public int? Runs { get; init; }

    /// <summary>Parameters that take another stack's output, each with <c>stack.Output</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Imports { get; init; } = [];

    /// <summary>Parameters that take the revision of a definition which the release registers before, each with its document.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Revisions { get; init; } = [];

    /// <summary>No stack, but a definition that a release registers: replaced by every release, and nothing is lost.</summary>
    public bool IsTaskDefinition { get; init; }
}

/// <summary>All stacks of an app, told apart.</summary>
internal sealed class StackLabels
{
    public const string Environment = "environment";
    public const string Account = "account";
    public const string Access = "access";
    public const string Zone = "zone";
    public const string Extras = "extras";
    public const string Queue = "queue";

    private readonly Dictionary<string, StackLabel> byStack = new(StringComparer.Ordinal);

    public StackLabels(StackScope scope)
    {
        Add(new StackLabel(scope.AccountStack, scope.AccountStack, Account));
        Add(new StackLabel(scope.AccessStack, scope.AccessStack, Access));
        if (scope.ZoneStack is { } zone)
        {
            Add(new StackLabel(zone, DomainNames.NewZone(scope.App)!, Zone));
        }

        foreach (var extra in scope.App.Extras)
        {
            Add(new StackLabel(ExtrasStack.NameOf(scope, extra), extra.Name, Extras));
        }

        foreach (var resource in scope.App.Resources)
        {
            var label = new StackLabel(scope.StackNameOf(resource.Name), resource.Name, KindOf(resource));
            Add(label);
            if (resource is Postgres database && DatabaseContents.IsNeeded(database))
            {
                Add(label with { Stack = scope.DefinitionOf(resource.Name), IsTaskDefinition = true });
            }
        }

        foreach (var workload in scope.App.Workloads)
        {
            var stack = scope.StackNameOf(workload.Name);
            var label = workload is Service service
                ? new StackLabel(stack, workload.Name, "service") { Count = service.Count }
                : new StackLabel(stack, workload.Name, "job") { Runs = RunsOf((Job)workload) };
            Add(label);
            Add(label with { Stack = scope.DefinitionOf(workload.Name), IsTaskDefinition = true });
        }
    }

    /// <summary>Stacks that belong to no name of the file belong to all.</summary>
    public StackLabel this[string stack] => byStack.GetValueOrDefault(stack) ?? new StackLabel(stack, Environment, Environment);

    public static string KindOf(Resource resource) => Attributes.WordFor(resource.Kind);

    private void Add(StackLabel label) => byStack[label.Stack] = label;

    private static int? RunsOf(Job job) => job.Schedule switch
    {
        Every every => (int)Math.Round(365 * 24 * 60 / 12.0 / every.Period.TotalMinutes),
        Cron cron => RunsOf(cron.Fields),
        _ => null,
    };

    // A common year, by the month.
    private static int RunsOf(CronFields fields)
    {
        var days = 0;
        for (var day = new DateTime(2027, 1, 1, 0, 0, 0, DateTimeKind.Unspecified); day.Year == 2027; day = day.AddDays(1))
        {
            days += fields.MatchesDay(day) ? 1 : 0;
        }

        return (int)Math.Round(days * fields.Minutes.Count(m => m) * fields.Hours.Count(h => h) / 12.0);
    }
}
