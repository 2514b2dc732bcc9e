using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.AppFile.References;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Yaml;

namespace Fairlead.Core.AppFile.Sections;

internal static class BucketKeys
{
    public static readonly Section Section = new Section("a bucket").With(ResourceKeys.Section);

    public static readonly Key<string?> Name = Section.Add(
        "name", BucketReader.Name, null, "A name to fix; it has to be free in all of AWS.",
        "APP-ENVIRONMENT-NAME-ACCOUNT, cut or with a hash where AWS needs it");
    public static readonly Key<bool> Encrypt = Section.Add(
        "encrypt", Shapes.Choice(("default", false), ("own-key", true)), false,
        "With the service's key, or with a key of its own.", "default", KeyTarget.Aws);
    public static readonly Key<bool> Versions = Section.Add("versions", Shapes.Flag, true, "Keeps older versions of objects.", "true");
    public static readonly Key<Lifecycle?> Lifecycle = Section.Add(
        "lifecycle", LifecycleReader.Shape, null,
        "What becomes of objects with time: rules, or tags, by the tag Lifecycle of each object (IA, Glacier, DeepArchive, expire).",
        only: KeyTarget.Aws);
    public static readonly Key<IReadOnlyList<CorsRule>> Cors = Section.Add(
        "cors", Forms.List(Forms.Present(CorsReader.Rule), "a list of origins, or of {origins, methods, headers}"), [],
        "Origins whose pages may read it, or what else they may do.");
    public static readonly Key<Existing?> Existing = Section.Add(
        "existing", ExistingReader.ByName, null, "The name or ARN of a bucket that is already there; nothing is created.");
}

internal static class CorsKeys
{
    public static readonly Section Section = new("cors");

    public static readonly Key<IReadOnlyList<Text>> Origins = Section.Add(
        "origins", Forms.List(Forms.Present(BucketReader.Origin), "a list of origins"), [], "Whose pages.");
    public static readonly Key<IReadOnlyList<string>> Methods = Section.Add(
        "methods", Forms.List(CorsReader.Method, "a list of GET, HEAD, PUT, POST and DELETE"), CorsReader.ToRead,
        "What they may do: PUT for an upload by a signed address.", "[GET, HEAD]");
    public static readonly Key<IReadOnlyList<string>> Headers = Section.Add(
        "headers", Forms.Words with { Example = "[Content-Type]" }, ["*"], "The headers that their requests may have.", "[\"*\"]");
}

/// <summary>Reads what pages of other origins may do with a bucket.</summary>
internal static class CorsReader
{
    public static readonly IReadOnlyList<string> ToRead = ["GET", "HEAD"];

    // "Valid values: GET, PUT, HEAD, POST, and DELETE" (Amazon S3 API reference, CORSRule).
    private static readonly string[] Methods = ["GET", "HEAD", "PUT", "POST", "DELETE"];

    public static readonly Shape<string> Method = Forms.As(
        Shapes.Choice([.. Methods.Select((m, i) => (m, i))]), static i => Methods[i]);

    /// <summary>One origin whose pages may read, or a map.</summary>
    public static readonly Shape<CorsRule?> Rule = Forms.Short(
        Forms.As(BucketReader.Origin, static origin => origin is null ? null : new CorsRule([origin], ToRead, ["*"])),
        Forms.Map(() => CorsKeys.Section, Read, "{origins: [https://example.org], methods: [GET, PUT]}"));

    private static CorsRule? Read(Fields fields, Reading reading)
    {
        var origins = fields.Need(CorsKeys.Origins, fields.Span, "cors", "origins: [https://example.org]");
        return origins.Count == 0 ? null : new CorsRule(origins, fields.Read(CorsKeys.Methods), fields.Read(CorsKeys.Headers));
    }
}

/// <summary>Reads buckets.</summary>
internal static class BucketReader
{
    /// <summary>S3: 3 to 63 characters; no dots, because they break TLS for the usual addresses.</summary>
    public static readonly Shape<string?> Name = new(
        "a bucket name of 3 to 63 lower-case letters, digits and hyphens", static (Node node, Reading reading, out string? value) =>
        Shapes.Word.Read(node, reading, out value)
        && (IsBucketName(value!) || reading.Wrong(
            Codes.WrongValue, node.Span, $"'{value}' is not a bucket name ({value!.Length} characters)",
            "use 3 to 63 lower-case letters, digits and hyphens, and begin and end with a letter or digit", out value)),
        "example-org-files", new TextForm("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$"));

    // S3 user guide, "General purpose bucket naming rules".
    private static readonly string[] ReservedBeginnings = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedEnds = ["-s3alias", "--ols-s3", "--x-s3", "--table-s3"];

    public static readonly Shape<Text?> Origin = Shapes.Reference(
        "an origin such as https://example.org",
        static p => p is Literal or AttributePart { Holds: Kind.Service, IsPartOfUrl: true },
        "https://example.org",
        static t => t.Constant is not { } text || text == "*" || IsOrigin(text));

    public static Bucket Read(string name, Origin origin, Fields fields)
    {
        if (fields.Has(BucketKeys.Existing))
        {
            fields.Refuse(
                "the bucket is there already, so {0} has nothing to shape", "keep one of them", BucketKeys.Name, BucketKeys.Encrypt,
                BucketKeys.Versions, BucketKeys.Lifecycle, BucketKeys.Cors);
        }

        return new Bucket(name, origin)
        {
            FixedName = fields.Read(BucketKeys.Name),
            OwnKey = fields.Read(BucketKeys.Encrypt),
            Versions = fields.Read(BucketKeys.Versions),
            Lifecycle = fields.Read(BucketKeys.Lifecycle),
            Cors = fields.Read(BucketKeys.Cors),
            Existing = fields.Read(BucketKeys.Existing),
            Protect = fields.Read(ResourceKeys.Protect),
        };
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.PathAndQuery == "/"
        && !text.EndsWith('/');

    private static bool IsBucketName(string name) =>
        name.Length is >= 3 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && name[0] != '-'
            && name[^1] != '-'
            && !Array.Exists(ReservedBeginnings, b => name.StartsWith(b, StringComparison.Ordinal))
            && !Array.Exists(ReservedEnds, e => name.EndsWith(e, StringComparison.Ordinal));
}
