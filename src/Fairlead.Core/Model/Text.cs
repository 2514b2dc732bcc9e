using System.Text;
using Fairlead.Core.Sources;

namespace Fairlead.Core.Model;

/// <summary>A value of the app file: literal text and references, in order. What is known while reading is literal.</summary>
public sealed record Text(IReadOnlyList<Part> Parts, Span Span)
{
    /// <summary>A text without references.</summary>
    public static Text Plain(string literal, Span span) => new([new Literal(literal)], span);

    /// <summary>The text, if it holds no references; else null.</summary>
    public string? Constant => Parts.All(p => p is Literal) ? string.Concat(Parts.Cast<Literal>().Select(p => p.Value)) : null;

    /// <summary>True when the text as a whole has to be treated as a secret: any part of it is one.</summary>
    public bool IsSecret => Parts.Any(p => p is SecretPart or AttributePart { IsSecret: true });

    /// <summary>The text as it is written, with <c>${…}</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
        {
            text.Append(part is Literal literal ? literal.Value.Replace("${", "$${", StringComparison.Ordinal) : $"${{{part}}}");
        }

        return text.ToString();
    }
}

/// <summary>One part of a text. The family is closed.</summary>
public abstract record Part;

public sealed record Literal(string Value) : Part;

/// <summary><c>${secret.NAME}</c>.</summary>
public sealed record SecretPart(string Name) : Part
{
    public override string ToString() => $"secret.{Name}";
}

/// <summary><c>${db.url}</c>: a property of something in the file, and thereby a link to it (but for public addresses).</summary>
public sealed record AttributePart(string Target, Kind Holds, Attribute Attribute, Span Span) : Part
{
    /// <summary>A routed service's public address is text only; everything else opens the way to the target.</summary>
    public bool IsLink { get; init; } = true;

    /// <summary>A service's URL, or one of its parts.</summary>
    public bool IsPartOfUrl => Attribute is Attribute.Url or Attribute.UrlScheme or Attribute.UrlHost or Attribute.UrlPort;

    public bool IsSecret =>
        Attribute is Attribute.Password or Attribute.Json || (Attribute == Attribute.Url && Holds is Kind.Postgres or Kind.Redis);

    public override string ToString() => $"{Target}.{Attributes.NameOf(Attribute)}";
}

/// <summary><c>${release.commit}</c> and its like: known when a release is made.</summary>
public sealed record ReleasePart(ReleaseField Field) : Part
{
    public override string ToString() => $"release.{Field.ToString().ToLowerInvariant()}";
}

/// <summary><c>${ssm:/path}</c>: a parameter of AWS Systems Manager.</summary>
public sealed record SsmPart(string Path) : Part
{
    public override string ToString() => $"ssm:{Path}";
}

/// <summary><c>${stack:name.Output}</c>: an output of somebody else's CloudFormation stack.</summary>
public sealed record StackPart(string Stack, string Output) : Part
{
    public override string ToString() => $"stack:{Stack}.{Output}";
}

/// <summary><c>${extras.Output}</c>: an output of one of the app's own CloudFormation files.</summary>
public sealed record ExtrasPart(string Output) : Part
{
    public override string ToString() => $"extras.{Output}";
}

public enum ReleaseField
{
    Commit,
    Tag,
    Id,
}
