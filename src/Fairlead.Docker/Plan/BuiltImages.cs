using Fairlead.Core.Targets;

namespace Fairlead.Docker.Plan;

/// <summary>The images of a plan as they came out of the builds, and what a plan says once they are known.</summary>
internal sealed class BuiltImages(IReadOnlyDictionary<string, ReleaseImage> planned, IEnumerable<ReleaseImage> built)
{
    private readonly Dictionary<string, ReleaseImage> images =
        planned.Values.Concat(built)
            .GroupBy(i => i.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);

    public string Id(string name) => images.GetValueOrDefault(name)?.Id ?? "";

    /// <summary>It was only planned in case an image comes out as another one.</summary>
    public bool IsUnneeded(Lane lane) => lane.Unless.Count > 0 && lane.Unless.All(i => Id(i.Name) == i.Id);

    public ContainerSpec Complete(ContainerSpec spec) =>
        spec.ImageName is { } name && images.GetValueOrDefault(name) is { } image ? spec with { Image = image.Reference } : spec;

    public Release Complete(Release draft) => draft with { Images = [.. draft.Images.Select(i => images.GetValueOrDefault(i.Name, i))] };
}
