using System.Globalization;
using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

internal static class RedisKeys
{
    public static readonly Section Section = new Section("a redis").With(ResourceKeys.Section);

    public static readonly Key<int> Version = Section.Add(
        "version", Shapes.Number(3, 99, "a major version such as 7", "7"), 7, "The major version.", "7");
    public static readonly Key<string?> Size = Section.Add(
        "size", Shapes.Named("an ElastiCache node type such as cache.t4g.micro", @"^cache\.[a-z0-9-]+\.[a-z0-9]+$", "cache.t4g.micro"),
        "cache.t4g.micro", "The ElastiCache node type.", "cache.t4g.micro", KeyTarget.Aws);
    public static readonly Key<bool> Tls = Section.Add("tls", Shapes.Flag, true, "Encrypted connections.", "true", KeyTarget.Aws);
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
    public static Redis Read(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Version = fields.Read(RedisKeys.Version).ToString(CultureInfo.InvariantCulture),
        Size = fields.Read(RedisKeys.Size)!,
        Tls = fields.Read(RedisKeys.Tls),
        Replicas = fields.Read(RedisKeys.Replicas),
        Existing = fields.Read(RedisKeys.Existing),
        Image = fields.Read(RedisKeys.Image),
        Protect = fields.Read(ResourceKeys.Protect),
    };
}
