using System.Text;
using Fairlead.Aws.CloudFormation;
using Fairlead.Aws.Stacks;
using Fairlead.Aws.Stacks.Compute;
using Fairlead.Core.Model;

namespace Fairlead.Tests.Support;

/// <summary>
/// What AWS makes of an app, as text: its stacks, what is in each and what it says plainly, and what a release registers. What every
/// app has alike is counted and not shown.
/// </summary>
internal static class AwsText
{
    private const int Longest = 60;

    // Roles, logs, addresses and rules that follow from the rest: other tests look at them.
    private static readonly string[] Plumbing =
        ["AWS::IAM::", "AWS::Logs::", "AWS::EC2::", "AWS::KMS::", "AWS::CloudWatch::", "AWS::SNS::", "AWS::S3::BucketPolicy"];

    public static string Of(App app)
    {
        var text = new StringBuilder();
        var templates = AppTemplates.Make(app, Walked.Facts);
        foreach (var stack in templates.Stacks.Skip(1)) // the first is the account's, which is the same for all apps
        {
            Write(text, $"stack {stack.Name}", stack);
        }

        foreach (var definition in templates.TaskDefinitions)
        {
            text.Append($"definition {definition.Workload}\n");
            Write(text, definition);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string head, Stack stack)
    {
        text.Append($"{head}\n");
        foreach (var resource in stack.Resources.Where(r => !IsPlumbing(r)))
        {
            text.Append($"  {resource.Id}  {resource.Type}{Plain(resource.Properties)}\n");
        }

        var rest = stack.Resources.Where(IsPlumbing).GroupBy(r => r.Type.Split("::")[^1], StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}").ToList();
        if (rest.Count > 0)
        {
            text.Append($"  and {string.Join(", ", rest)}\n");
        }
    }

    private static void Write(StringBuilder text, TaskDefinition definition)
    {
        foreach (var (name, value) in definition.Properties.Pairs.ToArray())
        {
            var container = name == "ContainerProperties" ? value as MapValue
                : name == "ContainerDefinitions" ? ((ListValue)value).Items[0] as MapValue : null;
            if (container is null)
            {
                continue;
            }

            text.Append($"  task{Plain(definition.Properties)}\n  container{Plain(container)}\n");
            Words(text, "command", container.Find("Command"));
            Words(text, "check", (container.Find("HealthCheck") as MapValue)?.Find("Command"));
            Names(text, "env", container.Find("Environment"));
            Names(text, "secrets", container.Find("Secrets"));
        }
    }

    private static bool IsPlumbing(StackResource resource) => Plumbing.Any(p => resource.Type.StartsWith(p, StringComparison.Ordinal));

    // Numbers, flags and short words that are no names made of the app's.
    private static string Plain(MapValue properties) => string.Concat(properties.Pairs.ToArray().Select(p => p.Value switch
    {
        NumberValue number => $" {p.Key}={number.Number}",
        FlagValue flag => $" {p.Key}={(flag.Flag ? "true" : "false")}",
        TextValue text when text.Text.Length <= Longest && !p.Key.EndsWith("Name", StringComparison.Ordinal) => $" {p.Key}={text.Text}",
        _ => "",
    }));

    private static void Words(StringBuilder text, string name, Value? words)
    {
        if (words is ListValue list)
        {
            text.Append($"    {name}: {string.Join(' ', list.Items.OfType<TextValue>().Select(t => t.Text))}\n");
        }
    }

    private static void Names(StringBuilder text, string name, Value? pairs)
    {
        if (pairs is ListValue list)
        {
            var names = list.Items.OfType<MapValue>().Select(m => (m.Find("Name") as TextValue)?.Text);
            text.Append($"    {name}: {string.Join(", ", names)}\n");
        }
    }
}
