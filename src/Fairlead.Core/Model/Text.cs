using System.Text;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.Model;

/// <summary>A value of the app file: literal text and references, in order. What is known while reading is literal.</summary>
public sealed record Text(IReadOnlyList<Part> Parts, Span Span)
{
    public static Text Of(string literal, Span span) => new([new Literal(literal)], span);

    /// <summary>The text, if it holds no references; else null.</summary>
    public string? Constant => Parts.All(p => p is Literal) ? string.Concat(Parts.Cast<Literal>().Select(p => p.Value)) : null;

    /// <summary>True when the text as a whole has to be treated as a secret (rule 9 of the format).</summary>
    public bool IsSecret => Parts.Any(p => p is SecretPart or AttributePart { Attribute: Attribute.Password or Attribute.Json } or AttributePart { Attribute: Attribute.Url, Holds: Kind.Postgres or Kind.Redis });

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
    public bool IsLink => Holds != Kind.Service || Attribute is Attribute.Host or Attribute.Port or Attribute.Address;

    public override string ToString() => $"{Target}.{Attributes.NameOf(Attribute)}";
}

/// <summary><c>${release.commit}</c> and its like: known when a release is made.</summary>
public sealed record ReleasePart(ReleaseField Field) : Part
{
    public override string ToString() => $"release.{Field.ToString().ToLowerInvariant()}";
}

public enum ReleaseField
{
    Commit,
    Tag,
    Id,
}

/// <summary>What a name of the file stands for.</summary>
public enum Kind
{
    Service,
    Job,
    Postgres,
    Redis,
}

public enum Attribute
{
    Url,
    UrlScheme,
    UrlHost,
    UrlPort,
    Host,
    Port,
    Address,
    Name,
    User,
    Password,
    Json,
}

/// <summary>Which attributes each kind of thing has, and how they are written.</summary>
public static class Attributes
{
    public static IReadOnlyList<Attribute> Of(Kind kind) => kind switch
    {
        Kind.Service => [Attribute.Host, Attribute.Port, Attribute.Address, Attribute.Url, Attribute.UrlScheme, Attribute.UrlHost, Attribute.UrlPort],
        Kind.Postgres => [Attribute.Url, Attribute.Host, Attribute.Port, Attribute.Name, Attribute.User, Attribute.Password, Attribute.Json],
        Kind.Redis => [Attribute.Url, Attribute.Host, Attribute.Port],
        _ => [],
    };

    public static string NameOf(Attribute attribute) => attribute switch
    {
        Attribute.UrlScheme => "url.scheme",
        Attribute.UrlHost => "url.host",
        Attribute.UrlPort => "url.port",
        _ => attribute.ToString().ToLowerInvariant(),
    };
}
