using Fairlead.Core.Targets;

namespace Fairlead.Images.Plan;

/// <summary>What to start for each image of the file, and what has to be built or fetched for it first.</summary>
/// <param name="Images">By the name in the file. Without a content id where it has yet to be built or fetched.</param>
/// <param name="Builds">In the order of the file.</param>
public sealed record ImageChoices(IReadOnlyDictionary<string, ReleaseImage> Images, IReadOnlyList<ImageBuild> Builds);
