namespace Fairlead.Aws.CloudFormation;

/// <summary>Texts put together from known parts and from what CloudFormation will know.</summary>
internal static class TextConcat
{
    private const string Opening = "{{";
    private const string Resolve = "resolve";

    public static Value Concat(params ReadOnlySpan<Value> parts)
    {
        if (parts is [TextValue or CallValue { Function: not "Fn::Join" }])
        {
            return parts[0];
        }

        var joined = new List<Value>(parts.Length);
        foreach (var part in parts)
        {
            Append(joined, part);
        }

        return joined.Count switch
        {
            0 => new TextValue(""),
            1 => joined[0],
            _ => CallValue.Create("Fn::Join", Value.List("", Value.List([.. joined]))),
        };
    }

    public static Value SecretKey(Value secret, string key) =>
        Concat(TextValue.Trusted("{{resolve:secretsmanager:"), secret, $":SecretString:{key}}}}}");

    /// <summary>
    /// True where CloudFormation would put in the value of a parameter or secret, with whoever's rights it works. Wider than its own
    /// pattern, so that neither case nor spaces are a way round.
    /// </summary>
    public static bool HoldsDynamicReference(string text)
    {
        for (var at =
            text.IndexOf(Opening, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Opening, at + 1, StringComparison.Ordinal))
        {
            var rest = text.AsSpan(at + Opening.Length).TrimStart();
            if (rest.StartsWith(Resolve, StringComparison.OrdinalIgnoreCase) && rest[Resolve.Length..].TrimStart() is [':', ..])
            {
                return true;
            }
        }

        return false;
    }

    // Neighbouring texts become one, and a join inside a join its parts; so what is checked is what CloudFormation would see.
    private static void Append(List<Value> joined, Value part)
    {
        if (part is CallValue { Function: "Fn::Join", Argument: ListValue { Count: 2 } inner } && inner[0] is TextValue { Text: "" }
            && inner[1] is ListValue parts)
        {
            foreach (var p in parts.Items)
            {
                Append(joined, p);
            }
        }
        else if (part is TextValue text && joined.Count > 0 && joined[^1] is TextValue last)
        {
            joined[^1] = IsOurs(last) || IsOurs(text) ? TextValue.Trusted(last.Text + text.Text) : new TextValue(last.Text + text.Text);
        }
        else if (part is TextValue or CallValue)
        {
            joined.Add(part);
        }
        else
        {
            throw new InvalidOperationException($"Only texts and functions can be joined, not {part}");
        }
    }

    // Whoever wrote a text could not have written one in it.
    private static bool IsOurs(TextValue text) => HoldsDynamicReference(text.Text);
}
