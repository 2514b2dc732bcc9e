using System.Globalization;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Aws.Iam;

/// <summary>
/// Statements as they were asked for become the fewest that allow exactly the same: equal resources join their actions, then equal actions
/// their resources. Nothing is ever widened, and every cause stays with what it caused.
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
        var merged = new List<Statement>();
        var verbatim = new List<Statement>();
        foreach (var statement in asked)
        {
            if (statement.SaysNothing)
            {
                continue;
            }

            (statement.IsVerbatim ? verbatim : merged).Add(statement.IsVerbatim ? statement : Sort(statement));
        }

        // Policies have a handful of statements: each is compared with each, until nothing joins any more.
        while (JoinOne(merged, static (a, b) => Same(a.Resources, b.Resources),
            static (a, b) => a with { Actions = Sorted(a.Actions.Concat(b.Actions)) })
            || JoinOne(merged, static (a, b) => Same(a.Actions, b.Actions),
            static (a, b) => a with { Resources = Sorted(a.Resources.Concat(b.Resources)) }))
        {
        }

        merged.Sort(Order);
        merged.AddRange(verbatim);
        return merged;
    }

    /// <summary>Of statements that are merged or to stay as they are.</summary>
    public static MapValue Document(IReadOnlyList<Statement> statements)
    {
        var rendered = new Value[statements.Count];
        for (var i = 0; i < rendered.Length; i++)
        {
            rendered[i] = statements[i].Render();
        }

        return Value.Map(("Statement", new ListValue(rendered)), ("Version", "2012-10-17"));
    }

    /// <summary>The inline policies of a role: one, with these statements; none where they say nothing.</summary>
    public static ListValue? Inline(string name, IEnumerable<Statement> statements) => Merge(statements) is { Count: > 0 } merged
        ? Value.List(Value.Map(("PolicyDocument", Document(merged)), ("PolicyName", name))) : null;

    /// <summary>Characters as IAM counts them, without white space; what CloudFormation puts in is counted as long as ARNs get.</summary>
    public static int Size(Value document)
    {
        var size = 1;
        switch (document)
        {
            case TextValue text:
                return text.Text.Length + 2;
            case NumberValue number:
                return number.Number.ToString(CultureInfo.InvariantCulture).Length;
            case FlagValue:
                return 5;
            case ListValue list:
                for (var i = 0; i < list.Count; i++)
                {
                    size += Size(list[i]) + 1;
                }

                return size;
            case MapValue map:
                foreach (var pair in map.Pairs)
                {
                    size += pair.Key.Length + 4 + Size(pair.Value);
                }

                return size;
            case CallValue { Function: "Fn::Join", Argument: ListValue { Count: 2 } join } when join[1] is ListValue parts:
                for (var i = 0; i < parts.Count; i++)
                {
                    size += parts[i] is TextValue text ? text.Text.Length : Length(parts[i]);
                }

                return size + 1;
            case CallValue call:
                return Length(call) + 2;
            default:
                return 0;
        }
    }

    /// <summary>What to say where a policy is too large, or null.</summary>
    public static string? TooLarge(string whose, Value documents, int limit)
    {
        var size = Size(documents);
        return size <= limit ? null
            : string.Create(CultureInfo.InvariantCulture,
            $"the permissions of {whose} take {size:N0} characters, and AWS allows {limit:N0}: link it to fewer things, or to a prefix"
                + $" that covers them");
    }

    // Most are sorted already.
    private static Statement Sort(Statement statement)
    {
        var (actions, resources) = (IsSorted(statement.Actions) ? statement.Actions : Sorted(statement.Actions),
            statement.Resources.Count < 2 ? statement.Resources : Sorted(statement.Resources));
        return ReferenceEquals(actions, statement.Actions) && ReferenceEquals(resources, statement.Resources) ? statement
            : statement with { Actions = actions, Resources = resources };
    }

    private static bool IsSorted(IReadOnlyList<string> actions)
    {
        for (var i = 1; i < actions.Count; i++)
        {
            if (string.CompareOrdinal(actions[i - 1], actions[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool JoinOne(List<Statement> statements, Func<Statement, Statement, bool> fits,
        Func<Statement, Statement, Statement> join)
    {
        for (var i = 0; i < statements.Count; i++)
        {
            for (var j = i + 1; j < statements.Count; j++)
            {
                var (a, b) = (statements[i], statements[j]);
                if (a.IsDeny == b.IsDeny && a.Id == b.Id && Equals(a.Principal, b.Principal) && Equals(a.Condition, b.Condition)
                    && fits(a, b))
                {
                    statements[i] = join(a, b) with { Causes = Joined(a.Causes, b.Causes) };
                    statements.RemoveAt(j);
                    return true;
                }
            }
        }

        return false;
    }

    private static List<Cause> Joined(IReadOnlyList<Cause> some, IReadOnlyList<Cause> others)
    {
        var joined = new List<Cause>(some.Count + others.Count);
        for (var i = 0; i < some.Count + others.Count; i++)
        {
            var cause = i < some.Count ? some[i] : others[i - some.Count];
            if (!joined.Contains(cause))
            {
                joined.Add(cause);
            }
        }

        return joined;
    }

    private static int Order(Statement a, Statement b)
    {
        var order = string.CompareOrdinal(a.Actions[0], b.Actions[0]);
        order = order != 0 ? order : Compare(a.Resources, b.Resources);
        return order != 0 ? order : ValueOrder.Compare(a.Render(), b.Render());
    }

    private static bool Same(IReadOnlyList<Value> a, IReadOnlyList<Value> b) => a.Count == b.Count && Compare(a, b) == 0;

    private static bool Same(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        var isSame = a.Count == b.Count;
        for (var i = 0; isSame && i < a.Count; i++)
        {
            isSame = a[i] == b[i];
        }

        return isSame;
    }

    private static int Compare(IReadOnlyList<Value> a, IReadOnlyList<Value> b)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            if (ValueOrder.Compare(a[i], b[i]) is var order and not 0)
            {
                return order;
            }
        }

        return a.Count - b.Count;
    }

    private static string[] Sorted(IEnumerable<string> actions)
    {
        string[] sorted = [.. actions.Distinct(StringComparer.Ordinal)];
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }

    private static Value[] Sorted(IEnumerable<Value> resources)
    {
        Value[] sorted = [.. resources.Distinct()];
        Array.Sort(sorted, ValueOrder.Compare);
        return sorted;
    }

    private static int Length(Value part) => part switch
    {
        CallValue { Function: "Ref", Argument: TextValue { Text: "AWS::AccountId" or "AWS::Region" or "AWS::Partition" } } => 14,
        _ => LengthOfFunction,
    };
}
