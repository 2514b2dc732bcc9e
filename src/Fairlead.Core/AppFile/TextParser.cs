using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile;

/// <summary>Reads texts with <c>${…}</c> into literal and typed parts. What is known by now (app, environment, domain) becomes literal.</summary>
internal sealed partial class TextParser
{
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
        var parser = new TextParser(scalar, reading, variable);
        parser.Run(scalar.Value);
        parser.EndLiteral();
        var text = new Text(parser.parts, scalar.Span);
        if (Resolve().IsMatch(string.Concat(parser.parts.Select(p => p is Literal l ? l.Value : ""))))
        {
            reading.Problems.Add(Codes.Resolve, scalar.Span, "'{{resolve:' would make CloudFormation read a secret with its own rights", "use ${secret} or ${ssm:/path}");
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
        reading.Problems.Add(Codes.ReferencePlace, scalar.Span, $"${{{first}}} is not known yet where this is read", "here only ${app}, ${domain} and ${environment.…} may stand; put other values into env");
        return null;
    }

    [GeneratedRegex(@"\{\{\s*resolve\s*:", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Resolve();

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
                var end = value.IndexOf('}', i);
                if (end < 0)
                {
                    Problem(Codes.ReferenceSyntax, i, value.Length - i, "the reference is not closed", "write ${…}, or $${ for a literal ${");
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

    private void Reference(string inside, int at)
    {
        if (inside.Any(char.IsWhiteSpace) || inside.Length == 0)
        {
            var bare = string.Concat(inside.Where(c => !char.IsWhiteSpace(c)));
            Problem(Codes.ReferenceSyntax, at, inside.Length + 3, inside.Length == 0 ? "the reference names nothing" : "a reference has no spaces", $"write ${{{(bare.Length == 0 ? "name.attribute" : bare)}}}");
            return;
        }

        var dot = inside.IndexOf('.', StringComparison.Ordinal);
        var (head, tail) = dot < 0 ? (inside, null) : (inside[..dot], inside[(dot + 1)..]);
        var length = inside.Length + 3;
        switch (head, tail)
        {
            case ("app", null):
                literal.Append(reading.App);
                break;
            case ("domain", null):
                Known(reading.Environment.Domain, at, length, "domain", $"the environment {reading.Environment.Name} has no domain", "set 'domain' at the top or in the environment");
                break;
            case ("environment", not null):
                EnvironmentField(tail, at, length);
                break;
            case ("release", not null):
                ReleaseField(tail, at, length);
                break;
            case ("secret", _):
                Secret(tail, at, length);
                break;
            default:
                NamedThing(head, tail, at, length);
                break;
        }
    }

    private void EnvironmentField(string field, int at, int length)
    {
        switch (field)
        {
            case "name":
                literal.Append(reading.Environment.Name);
                break;
            case "region":
                literal.Append(reading.Environment.Region);
                break;
            case "account":
                Known(reading.Environment.Account, at, length, "environment.account", $"the environment {reading.Environment.Name} names no account", "set 'account' in the environment");
                break;
            default:
                Problem(Codes.UnknownAttribute, at, length, $"the environment has no '{field}'", Nearest.Hint(field, ["name", "region", "account"], "it has"));
                break;
        }
    }

    private void ReleaseField(string field, int at, int length)
    {
        ReleaseField? known = field switch
        {
            "commit" => Model.ReleaseField.Commit,
            "tag" => Model.ReleaseField.Tag,
            "id" => Model.ReleaseField.Id,
            _ => null,
        };
        if (known is { } value)
        {
            Add(new ReleasePart(value));
        }
        else
        {
            Problem(Codes.UnknownAttribute, at, length, $"a release has no '{field}'", Nearest.Hint(field, ["commit", "tag", "id"], "it has"));
        }
    }

    private void Secret(string? name, int at, int length)
    {
        name ??= variable;
        if (name is null)
        {
            Problem(Codes.ReferenceSyntax, at, length, "${secret} alone means \"named like this variable\", and this is no variable", "write ${secret.NAME}");
        }
        else if (!IsVariableName(name))
        {
            Problem(Codes.WrongName, at, length, $"'{name}' can not be the name of a secret", "use letters, digits and _, and start with a letter");
        }
        else
        {
            reading.SecretUses.TryAdd(name, scalar.Span);
            Add(new SecretPart(name));
        }
    }

    private void NamedThing(string name, string? attribute, int at, int length)
    {
        if (!reading.Names.TryGetValue(name, out var kind))
        {
            var known = reading.Names.Keys.Concat(["app", "domain", "environment", "release", "secret"]).ToList();
            Problem(Codes.UnknownReference, at, length, $"nothing is named '{name}'", Nearest.Hint(name, known, "known are"));
            return;
        }

        var attributes = Attributes.Of(kind);
        var names = attributes.Select(Attributes.NameOf).ToList();
        if (attribute is not null && names.IndexOf(attribute) is var found and >= 0)
        {
            Add(new AttributePart(name, kind, attributes[found], SpanAt(at, length)));
        }
        else if (attributes.Count == 0)
        {
            Problem(Codes.UnknownAttribute, at, length, $"'{name}' is a {kind.ToString().ToLowerInvariant()} and has nothing to refer to", null);
        }
        else
        {
            Problem(Codes.UnknownAttribute, at, length, attribute is null ? $"say which attribute of '{name}' is meant" : $"'{name}' has no '{attribute}'", Nearest.Hint(attribute ?? "", names, "it has"));
        }
    }

    private void Known(string? value, int at, int length, string what, string message, string hint)
    {
        if (value is null)
        {
            Problem(Codes.UnknownReference, at, length, $"${{{what}}} is not known: {message}", hint);
        }
        else
        {
            literal.Append(value);
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

    private void Problem(ProblemCode code, int at, int length, string message, string? hint)
    {
        failed = true;
        reading.Problems.Add(code, SpanAt(at, length), message, hint);
    }

    // Exact for plain scalars and quoted ones without escapes before the reference; else near enough to find it.
    private Span SpanAt(int at, int length)
    {
        var line = scalar.Span.Source.Line(scalar.Span.Line);
        var found = line.IndexOf(scalar.Value.Substring(at, Math.Min(length, scalar.Value.Length - at)), Math.Min(scalar.Span.Column - 1, line.Length), StringComparison.Ordinal);
        return found >= 0 ? scalar.Span with { Column = found + 1, Length = length } : scalar.Span;
    }

    /// <summary>Letters, digits and underscores, not starting with a digit.</summary>
    public static bool IsVariableName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
