using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Plan;
using Fairlead.Aws.Stacks.Base;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;

namespace Fairlead.Tests.Support;

/// <summary>
/// All stacks of an app, made in an account of moto's in the order in which a deploy would, then removed in the reverse order. Definitions,
/// which no stack holds on AWS, are made as if one did.
/// </summary>
internal sealed partial class MotoDeploy(MotoServer server, App app, string account)
{
    // Some things are ready only when they are asked for.
    private const int Looks = 5;

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> outputs = [];
    private readonly ConcurrentDictionary<string, bool> used = new();
    private readonly List<string> faults = [];
    private readonly List<Stack> made = [];
    private Platform? platform;
    private Platform? edge;

    /// <summary>What was not as it should be, in sentences.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Stacks that were made, in that order.</summary>
    public IReadOnlyList<string> Made => [.. made.Select(s => s.Name)];

    /// <summary>Names of gaps that were met, and of values that were given.</summary>
    public IEnumerable<string> Used => used.Keys;

    /// <summary>In the order of tiers, and in each of what takes an output of which.</summary>
    public static IReadOnlyList<Stack> Order(App app, IReadOnlyCollection<Stack> stacks)
    {
        var labels = new StackLabels(new StackScope(app));
        return [.. stacks.GroupBy(s => TierOf(labels[s.Name].Kind)).OrderBy(t => t.Key)
            .SelectMany(t => StackOrder.Groups([.. t]).SelectMany(g => g))];
    }

    /// <summary>The account's, then who may do what, which a person makes; then all else.</summary>
    public static int TierOf(string kind) => kind switch
    {
        StackLabels.Account or StackLabels.Zone => 0,
        StackLabels.Access => 1,
        _ => 2,
    };

    public async Task Run()
    {
        var cluster = app.Network.Cluster is { } name
            ? SmallApp.Shown(TextValues.Render(new StackScope(app), new Stack("any"), name)) : "platform";
        platform = await Platform.Make(server, new MotoPlace(account, app.Environment.Region), cluster);
        edge = await platform.In(server, StackScope.CloudFrontRegion);
        foreach (var stack in Order(app, Walked.TemplatesOf(app, Walked.Facts)))
        {
            await Make(stack);
        }

        for (var i = made.Count - 1; i >= 0; i--)
        {
            await Remove(made[i]);
        }
    }

    private async Task Make(Stack stack)
    {
        var there = stack.Region is null ? platform! : edge!;
        var parameters = Parameters(stack, there).ToList();
        var (isDone, text) = await server.Stacks(there.Place, "CreateStack",
        [
            ("StackName", NameOf(stack)), ("TemplateBody", Template(stack, there)), ("Capabilities.member.1", "CAPABILITY_NAMED_IAM"),
            .. parameters.SelectMany((p, i) => new[]
            {
                ($"Parameters.member.{i + 1}.ParameterKey", p.Name), ($"Parameters.member.{i + 1}.ParameterValue", p.Value),
            }),
        ]);
        if (!isDone)
        {
            faults.Add($"{stack.Name} is not made: {Said(text)}");
            return;
        }

        made.Add(stack);
        await Look(stack, there);
    }

    private async Task Look(Stack stack, Platform there)
    {
        string[] wanted = [.. stack.Outputs.Select(o => o.Name), .. IsDefinition(stack) ? new[] { TaskDefinition.Id } : []];
        var status = "";
        for (var look = 0; look < Looks; look++)
        {
            var (_, text) = await server.Stacks(there.Place, "DescribeStacks", ("StackName", NameOf(stack)));
            status = Status().Match(text).Groups[1].Value;
            outputs[stack.Name] = Platform.OutputsIn(text);
            if (status == "CREATE_COMPLETE" && wanted.All(outputs[stack.Name].ContainsKey))
            {
                break;
            }
        }

        if (status != "CREATE_COMPLETE")
        {
            faults.Add($"{stack.Name} is {status}");
        }

        faults.AddRange(wanted.Where(o => outputs[stack.Name].GetValueOrDefault(o) is null or "" or "None")
            .Select(o => $"{stack.Name} has no output {o}"));
    }

    private IEnumerable<(string Name, string Value)> Parameters(Stack stack, Platform there)
    {
        foreach (var parameter in stack.Parameters)
        {
            var value = parameter.Source switch
            {
                ImportedOutput from => outputs.GetValueOrDefault(from.Stack)?.GetValueOrDefault(from.Output),
                LiveValue { Definition: { } name } => outputs.GetValueOrDefault(name)?.GetValueOrDefault(TaskDefinition.Id),
                FixedValue same => same.Value,
                _ => parameter.Default ?? Given(parameter.Name, there),
            };
            if (value is null)
            {
                faults.Add($"{stack.Name}: nothing says what {parameter.Name} is");
            }

            yield return (parameter.Name, value ?? "none");
        }
    }

    private string? Given(string parameter, Platform there)
    {
        if (GivenValues.Find(parameter) is not { } given)
        {
            return null;
        }

        used[given.Name] = true;
        return given.Value(there, parameter);
    }

    private string Template(Stack stack, Platform there)
    {
        if (stack.RawTemplate is { } raw)
        {
            return MotoGaps.BridgeText(raw, used);
        }

        var text = MotoGaps.Bridge(Encoding.UTF8.GetString(StackJson.Render(stack)), there, used);
        return IsDefinition(stack)
            ? text[..^1] + $$""", "Outputs": {"{{TaskDefinition.Id}}": {"Value": {"Ref": "{{TaskDefinition.Id}}"} } } }""" : text;
    }

    private async Task Remove(Stack stack)
    {
        var place = (stack.Region is null ? platform! : edge!).Place;
        var (isDone, text) = await server.Stacks(place, "DeleteStack", ("StackName", NameOf(stack)));
        if (!isDone)
        {
            faults.Add($"{stack.Name} is not removed: {Said(text)}");
            return;
        }

        (var isThere, text) = await server.Stacks(place, "DescribeStacks", ("StackName", NameOf(stack)));
        if (isThere || !text.Contains("does not exist", StringComparison.Ordinal))
        {
            faults.Add($"{stack.Name} is still there: {Said(text)}");
        }
    }

    private string Said(string text) =>
        Message().Match(text) is { Success: true } message ? message.Groups[1].Value : $"moto failed: {server.TakeErrors()} {text}";

    private static bool IsDefinition(Stack stack) => stack.Name.EndsWith(".task", StringComparison.Ordinal);

    // A stack's name has no dots.
    private static string NameOf(Stack stack) => stack.Name.Replace('.', '-');

    [GeneratedRegex("<StackStatus>(.*?)<")]
    private static partial Regex Status();

    [GeneratedRegex("[Mm]essage(?:>|\": \")(.*?)[<\"]")]
    private static partial Regex Message();
}
