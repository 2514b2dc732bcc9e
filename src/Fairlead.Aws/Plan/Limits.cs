using System.Globalization;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Plan;

/// <summary>CloudFormation's limits on one stack. What is over them is refused before anything is changed, with the counts.</summary>
internal static class Limits
{
    public const int Resources = 500;
    public const int Parameters = 200;
    public const int Outputs = 200;
    public const int Description = 1024;

    /// <summary>A template that is uploaded first. AWS says 1 MB; the smaller of the two readings is safe.</summary>
    public const int TemplateBytes = 1_000_000;

    /// <summary>What is too much, in sentences; empty where all fits.</summary>
    public static IReadOnlyList<string> Exceeded(Stack stack, int renderedBytes)
    {
        var found = new List<string>();
        if (stack.Resources.Count > Resources)
        {
            found.Add(Count(stack, "resources", stack.Resources.Count, Resources) + $": {Kinds(stack)}");
        }

        if (stack.Parameters.Count > Parameters)
        {
            found.Add(Count(stack, "parameters", stack.Parameters.Count, Parameters));
        }

        if (stack.Outputs.Count > Outputs)
        {
            found.Add(Count(stack, "outputs", stack.Outputs.Count, Outputs));
        }

        if (stack.Description?.Length > Description)
        {
            found.Add(Count(stack, "characters in its description", stack.Description.Length, Description));
        }

        if (renderedBytes > TemplateBytes)
        {
            found.Add(Count(stack, "bytes", renderedBytes, TemplateBytes) + $"; most of them in {Largest(stack)}");
        }

        return found;
    }

    private static string Count(Stack stack, string what, int count, int limit) =>
        $"the stack {stack.Name} has {Number(count)} {what}, and CloudFormation takes {Number(limit)}";

    private static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Kinds(Stack stack) => string.Join(", ", stack.Resources
        .CountBy(r => r.Type)
        .OrderByDescending(k => k.Value).ThenBy(k => k.Key, StringComparer.Ordinal)
        .Take(5)
        .Select(k => $"{Number(k.Value)} {k.Key}"));

    private static string Largest(Stack stack)
    {
        var largest = stack.Resources.MaxBy(r => Weight(r.Properties))!;
        return $"{largest.Id} ({largest.Type})";
    }

    private static int Weight(Value value) => value switch
    {
        TextValue text => text.Text.Length,
        ListValue list => list.Items.Sum(Weight),
        MapValue map => map.Pairs.ToArray().Sum(e => e.Key.Length + Weight(e.Value)),
        CallValue call => Weight(call.Argument),
        _ => 4,
    };
}
