using Fairlead.Core.AppFile.Grammar;
using Fairlead.Core.Model;

namespace Fairlead.Core.AppFile.Sections;

internal static class SearchKeys
{
    public static readonly Section Section = new Section("a search").With(ResourceKeys.Section);

    public static readonly Key<string?> Version = Section.Add(
        "version", Shapes.Named("an OpenSearch version such as 2.3", @"^(OpenSearch_)?[1-9][0-9]*\.[0-9]+$", "2.3"), "2.19",
        "The OpenSearch version, with or without OpenSearch_ before it.", "2.19");
    public static readonly Key<string?> Size = Section.Add(
        "size",
        Shapes.Named("an OpenSearch instance type such as t3.small.search", @"^[a-z0-9-]+\.[a-z0-9]+\.search$", "t3.small.search"),
        "t3.small.search", "The OpenSearch instance type.", "t3.small.search", KeyTarget.Aws);
    public static readonly Key<Size> Storage = Section.Add(
        "storage", Shapes.SizeFrom(10 * 1024, 12_288 * 1024, "a size from 10G to 12288G", "50G"), Model.Size.OfMebibytes(10 * 1024),
        "The storage of each node.", "10G", KeyTarget.Aws);
    public static readonly Key<int> Nodes = Section.Add(
        "nodes", Shapes.Number(1, 80, "a number of nodes from 1 to 80"), 1,
        "How many nodes share the data.", "1", KeyTarget.Aws);
    public static readonly Key<Existing?> Existing = Section.Add(
        "existing", ExistingReader.Server, null, "An OpenSearch that is already there; nothing is created.");
    public static readonly Key<string?> Image = Section.Add(
        "image", ImageKeys.Use.Shape, null, "The image that runs it.",
        "opensearchproject/opensearch:VERSION", KeyTarget.Local);
}

/// <summary>Reads search engines.</summary>
internal static class SearchReader
{
    public static Search Read(string name, Origin origin, Fields fields) => new(name, origin)
    {
        Version = fields.Read(SearchKeys.Version)!.Replace("OpenSearch_", "", StringComparison.Ordinal),
        Size = fields.Read(SearchKeys.Size)!,
        Storage = fields.Read(SearchKeys.Storage),
        Nodes = fields.Read(SearchKeys.Nodes),
        Existing = fields.Read(SearchKeys.Existing),
        Image = fields.Read(SearchKeys.Image),
        Protect = fields.Read(ResourceKeys.Protect),
    };
}
