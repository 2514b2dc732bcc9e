using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.CloudFormation.Facts;
using Fairlead.Aws.Net;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;

namespace Fairlead.Aws.Plan;

/// <summary>A stack as the file wants it, with what is sent of it.</summary>
internal sealed record RenderedStack(StackLabel Label, Stack Stack, byte[] Template)
{
    public string Name => Stack.Name;

    public string Hash { get; } = TemplateHash.Compute(Template);

    /// <summary>Of the account's or the access tier: made by a person with rights of his own.</summary>
    public bool IsOfPerson => Label.Kind is StackLabels.Account or StackLabels.Access or StackLabels.Zone;

    /// <summary>Whether anything of it is known to differ. What other stacks have yet to give is not known.</summary>
    public bool Differs(RecordedStack? there, ParameterValues values) => there is null || there.Hash != Hash
        || Stack.Parameters.Any(p => p.Source is not LiveValue && values.Find(p, there) is { } wanted
            && there.Parameters.GetValueOrDefault(p.Name) is { } value && value != wanted);
}

/// <summary>All that the file wants of CloudFormation, and the definitions of its release.</summary>
internal sealed record WantedApp(App App, IReadOnlyList<RenderedStack> Stacks, IReadOnlyList<TaskDefinition> Definitions)
{
    /// <summary>Of all listener rules.</summary>
    public IReadOnlyDictionary<string, int> Rules { get; private init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <param name="rules">Numbers of rules that are there.</param>
    public static WantedApp Render(App app, CloudFormationFacts facts, IReadOnlyDictionary<string, int> rules)
    {
        var numbers = rules.ToDictionary(r => Parse(r.Key), r => r.Value);
        var labels = new StackLabels(new StackScope(app));
        var made = AppTemplates.Make(app, facts, numbers);
        return new WantedApp(app, [.. made.Stacks.Select(s => new RenderedStack(labels[s.Name], s, StackJson.Render(s)))],
            [.. made.TaskDefinitions])
        {
            Rules = numbers.ToDictionary(n => Write(n.Key), n => n.Value, StringComparer.Ordinal),
        };
    }

    public RenderedStack? FindStack(string name) => Stacks.FirstOrDefault(s => s.Name == name);

    /// <summary>The stack of a name of the file.</summary>
    public string StackOf(string name) => PhysicalName.For(NameRule.Stack, App.Name, App.Environment.Name, name);

    /// <summary>Under which the definition of a workload is known to those that name its revision.</summary>
    public string DocumentOf(string workload) => StackOf(workload) + ".task";

    public TaskDefinition? FindDefinition(string name) => Definitions.FirstOrDefault(d => d.Name == name);

    private static string Write(ListenerRuleKey key) => $"{key.Host}|{key.Path}|{key.From}";

    private static ListenerRuleKey Parse(string text) => text.Split('|', 3) switch
    {
        [var host, var path, var from] => new ListenerRuleKey(host.Length == 0 ? null : host, path, from.Length == 0 ? null : from),
        _ => new ListenerRuleKey(null, text),
    };
}
