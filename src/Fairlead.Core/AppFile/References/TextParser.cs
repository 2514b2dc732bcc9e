using System.Text;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.References;

/// <summary>
/// Reads texts with <c>${…}</c> into literal and typed parts. What is known by now (app, environment, domain) becomes literal.
/// </summary>
internal sealed class TextParser
{
    // One task definition holds at most 64 KB.
    private const int Longest = 32 * 1024;

    private readonly ScalarNode scalar;
    private readonly Reading reading;
    private readonly string? variable;
    private readonly List<Part> parts = [];
    private readonly StringBuilder literal = new();
    private bool failed;

    private TextParser(ScalarNode scalar, Reading reading, string? variable)
    {
        this.scalar = scalar;
        this.reading = reading;
        this.variable = variable;
    }

    /// <summary>A text that may refer to anything; null, with a problem, when it is wrong.</summary>
    /// <param name="variable">The variable that the text is for: what a bare <c>${secret}</c> names.</param>
    public static Text? Parse(ScalarNode scalar, Reading reading, string? variable)
    {
        if (scalar.Value.Length > Longest)
        {
            reading.Problems.Add(
                Codes.TooMuch, scalar.Span, $"this text has {scalar.Value.Length:N0} characters, and at most {Longest:N0} are taken",
                "put it into the image, a bucket or a volume");
            return null;
        }

        if (!scalar.Value.AsSpan().ContainsAny('$', '{'))
        {
            return Text.Plain(scalar.Value, scalar.Span);
        }

        var parser = new TextParser(scalar, reading, variable);
        parser.Run(scalar.Value);
        parser.EndLiteral();
        var text = new Text(parser.parts, scalar.Span);
        if (DynamicReference.MayForm(text))
        {
            reading.Problems.Add(
                Codes.Resolve, scalar.Span, "'{{resolve:' would make CloudFormation read a secret with its own rights",
                "use ${secret} or ${ssm:/path}");
            return null;
        }

        return parser.failed ? null : text;
    }

    /// <summary>A text whose references are all known while reading; null, with a problem, when one is not.</summary>
    public static string? Constant(ScalarNode scalar, Reading reading)
    {
        if (Parse(scalar, reading, null) is not { } text)
        {
            return null;
        }

        if (text.Constant is { } constant)
        {
            return constant;
        }

        var first = text.Parts.First(p => p is not Literal);
        reading.Problems.Add(
            Codes.ReferencePlace, scalar.Span, $"${{{first}}} is not known yet where this is read",
            "here only ${app}, ${domain} and ${environment.…} may stand; put other values into env");
        return null;
    }

    private void Run(string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] != '$' || i + 1 >= value.Length)
            {
                literal.Append(value[i]);
            }
            else if (string.CompareOrdinal(value, i, "$${", 0, 3) == 0)
            {
                literal.Append("${");
                i += 2;
            }
            else if (value[i + 1] == '{')
            {
                var end = EndOf(value, i + 2);
                if (end < 0)
                {
                    Problem(
                        new ReferenceError(Codes.ReferenceSyntax, "the reference is not closed", "write ${…}, or $${ for a literal ${"),
                        i,
                        value.Length - i);
                    return;
                }

                Reference(value[(i + 2)..end], i);
                i = end;
            }
            else
            {
                literal.Append('$');
            }
        }
    }

    // One reference may stand inside another's name.
    private static int EndOf(string value, int from)
    {
        var depth = 1;
        for (var i = from; i < value.Length; i++)
        {
            depth += value[i] == '}' ? -1 : value[i] == '{' && value[i - 1] == '$' ? 1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }

    private void Reference(string inside, int at)
    {
        var length = inside.Length + 3;
        switch (new ReferenceReader(reading, variable).Find(Whole(inside, at, length)))
        {
            case Resolved known:
                literal.Append(known.Value);
                break;
            case ReferenceError wrong:
                Problem(wrong, at, length);
                break;
            case Unresolved { Part: SecretPart secret }:
                reading.UseSecret(secret.Name, scalar.Span);
                Add(secret);
                break;
            case Unresolved { Part: AttributePart attribute }:
                Add(attribute with { Span = SpanAt(at, length) });
                break;
            case Unresolved open:
                Add(open.Part);
                break;
        }
    }

    // The name of an ssm: or stack: reference, with what stands inside it filled in.
    private string? Whole(string inside, int at, int length)
    {
        if (!inside.Contains("${", StringComparison.Ordinal))
        {
            return inside;
        }

        var inner = new TextParser(scalar, reading, null);
        if (inside.StartsWith("ssm:", StringComparison.Ordinal) || inside.StartsWith("stack:", StringComparison.Ordinal))
        {
            inner.Run(inside);
            inner.EndLiteral();
            failed |= inner.failed;
            return inner.failed ? null
            : inner.parts is [Literal known] ? known.Value
            : Refuse(
                "what stands inside the name of a reference has to be known while the file is read",
                "here only ${app}, ${domain} and ${environment.…} may stand");
        }

        return Refuse("a reference may stand only inside the name of an ssm: or stack: reference", "write the name out");

        string? Refuse(string message, string hint)
        {
            Problem(new ReferenceError(Codes.ReferencePlace, message, hint), at, length);
            return null;
        }
    }

    private void Add(Part part)
    {
        EndLiteral();
        parts.Add(part);
    }

    private void EndLiteral()
    {
        if (literal.Length > 0)
        {
            parts.Add(new Literal(literal.ToString()));
            literal.Clear();
        }
    }

    private void Problem(ReferenceError wrong, int at, int length)
    {
        failed = true;
        reading.Problems.Add(wrong.Code, SpanAt(at, length), wrong.Message, wrong.Hint, wrong.Related);
    }

    // Exact for plain scalars and quoted ones without escapes before the reference; else near enough to find it.
    private Span SpanAt(int at, int length)
    {
        var line = scalar.Span.Source.LineSpan(scalar.Span.Line);
        var start = Math.Min(scalar.Span.Column - 1, line.Length);
        var raw = line[start..Math.Min(line.Length, start + scalar.Span.Length)];
        var found = raw.IndexOf(scalar.Value.AsSpan(at, Math.Min(length, scalar.Value.Length - at)), StringComparison.Ordinal);
        return found >= 0 ? scalar.Span with { Column = start + found + 1, Length = length } : scalar.Span;
    }
}
