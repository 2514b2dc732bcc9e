using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Fairlead.Aws.Template.Access;

/// <summary>
/// Statements as they were asked for become the fewest that allow exactly the same: equal resources join their actions, then equal actions their
/// resources. Nothing is ever widened, and every cause stays with what it caused.
/// </summary>
internal static class Policy
{
    /// <summary>All inline policies of a role together.</summary>
    public const int InlineLimit = 10_240;

    public const int ManagedLimit = 6_144;
    public const int TrustLimit = 2_048;
    public const int BucketLimit = 20_480;
    public const int KeyLimit = 32_768;

    // What CloudFormation puts in for a function: an ARN is longer than most of what there is.
    private const int LengthOfFunction = 100;

    public static IReadOnlyList<Statement> Merge(IEnumerable<Statement> asked)
    {
        var statements = asked.ToList();
        var merged = statements.Where(s => !s.IsVerbatim).Select(Sort).ToList();
        for (var before = -1; before != merged.Count;)
        {
            before = merged.Count;
            merged = Join(merged, s => Key(s.Resources), static (a, b) => a with { Actions = [.. a.Actions.Union(b.Actions, StringComparer.Ordinal).Order(StringComparer.Ordinal)] });
            merged = Join(merged, s => string.Join(' ', s.Actions), static (a, b) => a with { Resources = Distinct(a.Resources.Concat(b.Resources)) });
        }

        return [.. merged.OrderBy(s => s.Actions[0], StringComparer.Ordinal).ThenBy(s => Key(s.Render()), StringComparer.Ordinal), .. statements.Where(s => s.IsVerbatim)];
    }

    /// <summary>Of statements that are merged or to stay as they are.</summary>
    public static MapValue Document(IEnumerable<Statement> statements) => Value.Map(
        ("Statement", Value.List([.. statements.Select(s => (Value)s.Render())])),
        ("Version", "2012-10-17"));

    /// <summary>Characters as IAM counts them, without white space; what CloudFormation puts in is counted as long as ARNs get.</summary>
    public static int Size(Value document) => document switch
    {
        TextValue text => text.Text.Length + 2,
        NumberValue number => number.Number.ToString(CultureInfo.InvariantCulture).Length,
        FlagValue => 5,
        ListValue list => list.Items.Sum(i => Size(i) + 1) + 1,
        MapValue map => map.Pairs.ToArray().Sum(p => p.Key.Length + 4 + Size(p.Value)) + 1,
        CallValue { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } when join[1] is ListValue parts => parts.Items.Sum(p => p is TextValue t ? t.Text.Length : Length(p)) + 2,
        CallValue call => Length(call) + 2,
        _ => 0,
    };

    /// <summary>What to say where a policy is too large, or null.</summary>
    public static string? TooLarge(string whose, MapValue document, int limit)
    {
        var size = Size(document);
        return size <= limit ? null : string.Create(CultureInfo.InvariantCulture, $"the permissions of {whose} take {size:N0} characters, and AWS allows {limit:N0}: link it to fewer things, or to a prefix that covers them");
    }

    /// <summary>A text that is equal exactly where values are.</summary>
    public static string Key(Value value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            StackJson.Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Key(IReadOnlyList<Value> values) => values.Count == 1 && values[0] is TextValue text ? text.Text : Key(new ListValue(values));

    private static Statement Sort(Statement statement) => statement with
    {
        Actions = [.. statement.Actions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        Resources = Distinct(statement.Resources),
    };

    private static IReadOnlyList<Value> Distinct(IEnumerable<Value> values) => [.. values.Distinct().OrderBy(Key, StringComparer.Ordinal)];

    private static List<Statement> Join(List<Statement> statements, Func<Statement, string> key, Func<Statement, Statement, Statement> join)
    {
        var joined = new Dictionary<(string, Value?, Value?, bool, string?), Statement>();
        foreach (var statement in statements)
        {
            var whole = (key(statement), (Value?)statement.Condition, statement.Principal, statement.IsDeny, statement.Id);
            joined[whole] = joined.TryGetValue(whole, out var other)
                ? join(other, statement) with { Causes = [.. other.Causes.Union(statement.Causes)] }
                : statement;
        }

        return [.. joined.Values];
    }

    private static int Length(Value part) => part switch
    {
        CallValue { Function: "Ref", Argument: TextValue { Text: "AWS::AccountId" or "AWS::Region" or "AWS::Partition" } } => 14,
        _ => LengthOfFunction,
    };
}
