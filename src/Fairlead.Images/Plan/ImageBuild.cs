using Fairlead.Core.Model;

namespace Fairlead.Images.Plan;

/// <summary>An image that has to be built, or fetched.</summary>
/// <param name="Image">The image of the file.</param>
/// <param name="Reference">What it will be called, as far as its content stays as it was read.</param>
public sealed record ImageBuild(Image Image, string Reference)
{
    /// <summary>What it is built from; null where a finished image is fetched.</summary>
    public BuildContext? Content { get; init; }

    /// <summary>Fetch base images anew.</summary>
    public bool Pull { get; init; }

    public override string ToString() => Content is null ? $"pull {Reference}" : $"build {Reference}";
}

/// <summary>An image that is there already.</summary>
/// <param name="Name">The image's name in the app file.</param>
/// <param name="Reference">How it is called where it is.</param>
/// <param name="Id">The content it stands for.</param>
/// <param name="Created">When it was built.</param>
public sealed record BuiltImage(string Name, string Reference, string Id, DateTimeOffset Created)
{
    /// <summary>The hash of what it was built from, as its tag says it; empty for an image that was not built here.</summary>
    public string Content => Reference.LastIndexOf(':') is > 0 and var at ? Reference[(at + 1)..].Split('-')[0] : "";
}
