using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Core.AppFile.Hints;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>The shapes of single values. Each says in words what it accepts. What is built of them is in <see cref="Forms"/>.</summary>
internal static class Shapes
{
    public static readonly Shape<bool> Flag = new("true or false", static (Node node, Reading reading, out bool value) =>
    {
        value = false;
        if (Scalar(node, reading, "true or false") is not { } scalar)
        {
            return false;
        }

        value = scalar.Value == "true";
        return scalar.Value is "true" or "false"
            || reading.Wrong(
                Codes.WrongValue, scalar.Span, $"'{scalar.Value}' is not true or false",
                scalar.Value.ToUpperInvariant() is "FALSE" or "NO" or "OFF" or "N" ? "write false" : "write true", out value);
    }, "true", new FlagForm());

    public static readonly Shape<int?> Port = Integer(1, 65535, "a port from 1 to 65535", "8080");

    /// <summary>A load balancer would not wait longer.</summary>
    public static readonly Shape<TimeSpan> RequestTime = DurationFrom(
        TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), "a duration from 1s to 1d", "30s");

    public static readonly Shape<Size> Size = SizeFrom(1, long.MaxValue, "a size such as 512M or 2G", "512M");

    public static readonly Shape<decimal> Cpu = Parsed<decimal>("a number of vCPU such as 0.25 or 4", static text =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && n is > 0 and <= 192
            ? n
            : null, "0.25", new NumberForm(0.0001m, 192, Whole: false), ValueHints.Cpu);

    /// <summary>Text whose references are all known while the file is read.</summary>
    public static readonly Shape<string?> Word = new("text", static (Node node, Reading reading, out string? value) =>
    {
        value = null;
        return Scalar(node, reading, "text") is { } scalar && (value = TextParser.Constant(scalar, reading)) is not null;
    }, "text", new TextForm());

    /// <summary>A host name: labels of letters, digits and hyphens.</summary>
    public static readonly Shape<string?> Host = Named(
        "a host name such as shop.example.org",
        @"^([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$", "shop.example.org");

    public static readonly Shape<string?> Account = Shapes.Named("an AWS account of 12 digits", "^[0-9]{12}$", "\"111122223333\"");

    /// <summary>Text that AWS knows or will know: also parameters, outputs of stacks and of extras.</summary>
    public static readonly Shape<Text?> Given = Reference(
        "text, or ${ssm:…}, ${stack:…} or ${extras.…}", static p => p is Literal or SsmPart or StackPart or ExtrasPart);

    /// <summary>A text that holds a secret: it may not stand in the file.</summary>
    public static readonly Shape<Text?> Password = Reference(
        "a secret such as ${secret.PASSWORD}", static p => p is Literal or SecretPart, "${secret.PASSWORD}", static t => t.IsSecret);

    /// <summary>A text that matches a pattern once its references are filled in.</summary>
    public static Shape<string?> Named(string words, string pattern, string example)
    {
        var regex = new Lazy<Regex>(() => new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)));
        return new(words, (Node node, Reading reading, out string? value) =>
            Word.Read(node, reading, out value)
            && (regex.Value.IsMatch(value!)
                || reading.Wrong(Codes.WrongValue, node.Span, $"'{value}' is not {words}", $"for example {example}", out value)),
            example, new TextForm(pattern));
    }

    public static Shape<int?> Integer(int min, int max, string words, string? example = null) => Optional(Number(min, max, words, example));

    public static Shape<int> Number(int min, int max, string words, string? example = null) => Parsed<int>(words, text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= min && n <= max
            ? n
            : null, example ?? $"{Math.Max(1, min)}", new NumberForm(min, max));

    public static Shape<TimeSpan> DurationFrom(TimeSpan least, TimeSpan most, string words, string example = "30s") =>
        Parsed<TimeSpan>(
            words, text => DurationText.Parse(text) is { } duration && duration >= least && duration <= most ? duration : null,
            example, new TextForm("^[0-9]+[smhd]$"), ValueHints.Duration);

    /// <param name="least">In mebibytes.</param>
    /// <param name="most">In mebibytes.</param>
    public static Shape<Size> SizeFrom(long least, long most, string words, string example) => Parsed<Size>(words, text =>
        text.Length > 1
            && text[^1] is 'M' or 'G'
            && long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            && n is > 0 and < 1_000_000
        && Model.Size.OfMebibytes(text[^1] == 'G' ? n * 1024 : n) is var size && size.Mebibytes >= least && size.Mebibytes <= most
            ? size
            : null, example, new TextForm("^[0-9]+[MG]$"), ValueHints.Size);

    /// <summary>One of a few words.</summary>
    public static Shape<T> Choice<T>(params (string Word, T Value)[] choices)
        where T : struct
    {
        var words = choices.Length == 1 ? choices[0].Word
        : choices.Length == 2 ? $"{choices[0].Word} or {choices[1].Word}"
        : "one of " + string.Join(", ", choices.Select(c => c.Word));
        return new Shape<T>(words, (Node node, Reading reading, out T value) =>
        {
            value = default;
            if (Scalar(node, reading, words) is not { } scalar)
            {
                return false;
            }

            foreach (var choice in choices)
            {
                if (choice.Word == scalar.Value)
                {
                    value = choice.Value;
                    return true;
                }
            }

            return reading.Wrong(
                Codes.WrongValue, scalar.Span, $"'{scalar.Value}' is not {words}",
                Nearest.Hint(scalar.Value, [.. choices.Select(c => c.Word)], "write one of"), out value);
        }, choices[0].Word, new ChoiceForm([.. choices.Select(c => c.Word)]));
    }

    public static Shape<T?> Optional<T>(Shape<T> shape)
        where T : struct => new(shape.Words, (Node node, Reading reading, out T? value) =>
    {
        var read = shape.Read(node, reading, out var inner);
        value = read ? inner : null;
        return read;
    }, shape.Example, shape.Form);

    /// <summary>A scalar that is not null, or null with a problem.</summary>
    public static ScalarNode? Scalar(Node node, Reading reading, string words)
    {
        if (node is ScalarNode { IsNull: false } scalar)
        {
            return scalar;
        }

        var found = node is MapNode ? "a map" : node is ListNode ? "a list" : "nothing";
        reading.Problems.Add(
            Codes.WrongType, node.Span, $"this has to be {words}, but {found} stands here",
            node is ScalarNode ? "give it a value, or remove the key"
            : IsTemplate(node) ? "templates are not filled in here: write the value"
            : "write one value");
        return null;
    }

    // {{ .Values.port }} is a map in a map for YAML.
    private static bool IsTemplate(Node node) =>
        node.Span.Source.LineSpan(node.Span.Line)[
            Math.Min(node.Span.Column - 1, node.Span.Source.LineSpan(node.Span.Line).Length)..].StartsWith("{{");

    /// <summary>A text with references of some kinds.</summary>
    public static Shape<Text?> Reference(
        string words, Func<Part, bool> allowed, string example = "${ssm:/platform/name}", Func<Text, bool>? isRight = null) =>
        new(words, (Node node, Reading reading, out Text? value) =>
    {
        value = null;
        if (Scalar(node, reading, words) is not { } scalar || TextParser.Parse(scalar, reading, null) is not { } text)
        {
            return false;
        }

        value = text;
        return text.Parts.FirstOrDefault(p => !allowed(p)) is { } wrong
            ? reading.Wrong(Codes.ReferencePlace, scalar.Span, $"${{{wrong}}} can not stand here", $"this has to be {words}", out value)
            : isRight?.Invoke(text) != false
                || reading.Wrong(Codes.WrongValue, scalar.Span, $"this has to be {words}", $"for example {example}", out value);
    }, example, new TextForm());

    // A value that was probably meant is one that would be read.
    private static Shape<T> Parsed<T>(
        string words, Func<string, T?> parse, string example, Form form, Func<string, IEnumerable<string>>? meant = null)
        where T : struct => new(words, (Node node, Reading reading, out T value) =>
    {
        value = default;
        if (Scalar(node, reading, words) is not { } scalar)
        {
            return false;
        }

        if (parse(scalar.Value) is { } parsed)
        {
            value = parsed;
            return true;
        }

        var near = meant?.Invoke(scalar.Value).FirstOrDefault(m => parse(m) is not null);
        return reading.Wrong(
            Codes.WrongValue, scalar.Span, $"'{scalar.Value}' is not {words}",
            near is null ? $"for example {example}" : $"write {near}", out value);
    }, example, form);
}
