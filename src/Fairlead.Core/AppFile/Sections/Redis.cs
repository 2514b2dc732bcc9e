using System.Globalization;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

/// <summary>What a cache says to connections without TLS.</summary>
internal enum RedisTls
{
    Required,
    Preferred,
    None,
}

internal static class RedisKeys
{
    public static readonly Section Section = new Section("a redis").With(ResourceKeys.Section);

    public static readonly Key<int> Version = Section.Add(
        "version", Shapes.Number(3, 99, "a major version such as 7", "7"), 7, "The major version.", "7");
    public static readonly Key<string?> Size = Section.Add(
        "size", Shapes.Named("an ElastiCache node type such as cache.t4g.micro", @"^cache\.[a-z0-9-]+\.[a-z0-9]+$", "cache.t4g.micro"),
        "cache.t4g.micro", "The ElastiCache node type.", "cache.t4g.micro", KeyTarget.Aws);
    public static readonly Key<RedisTls> Tls = Section.Add(
        "tls", RedisReader.Encryption, RedisTls.Required,
        "Encrypted connections; preferred lets in those that are not, as the step between false and true, each with a deploy of its own.",
        "true", KeyTarget.Aws);
    public static readonly Key<int> Replicas = Section.Add(
        "replicas", Shapes.Number(0, 5, "a number of replicas from 0 to 5"), 0, "Copies beside the primary.", "0", KeyTarget.Aws);
    public static readonly Key<Existing?> Existing = Section.Add(
        "existing", ExistingReader.Server, null, "A Redis that is already there; nothing is created.");
    public static readonly Key<string?> Image = Section.Add(
        "image", ImageKeys.Use.Shape, null, "The image that runs it.", "redis:VERSION", KeyTarget.Local);
}

/// <summary>Reads caches.</summary>
internal static class RedisReader
{
    // Two of its words are no text for YAML.
    public static readonly Shape<RedisTls> Encryption =
        Shapes.Choice(("true", RedisTls.Required), ("preferred", RedisTls.Preferred), ("false", RedisTls.None)) with
        {
            Form = new EitherForm(new FlagForm(), new ChoiceForm(["preferred"])),
        };

    public static Redis Read(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Version = fields.Read(RedisKeys.Version).ToString(CultureInfo.InvariantCulture),
        Size = fields.Read(RedisKeys.Size)!,
        Tls = fields.Read(RedisKeys.Tls) != RedisTls.None,
        TlsOptional = fields.Read(RedisKeys.Tls) == RedisTls.Preferred,
        Replicas = fields.Read(RedisKeys.Replicas),
        Existing = fields.Read(RedisKeys.Existing),
        Image = fields.Read(RedisKeys.Image),
        Protect = fields.Read(ResourceKeys.Protect),
    };
}
