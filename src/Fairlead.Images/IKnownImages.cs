using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;

namespace Fairlead.Images;

/// <summary>The images that a target has, as far as the choice between them and a build asks.</summary>
public interface IKnownImages
{
    /// <summary>The image that a release on record has, for it to come back.</summary>
    Task<ReleaseImage> Recorded(ReleaseImage recorded, Release release, CancellationToken cancel);

    /// <summary>A finished image; null where it has to be fetched first.</summary>
    /// <param name="pull">What its registry has now is wanted.</param>
    Task<ReleaseImage?> Finished(Image image, string reference, bool pull, CancellationToken cancel);

    /// <summary>The newest that was built.</summary>
    Task<ReleaseImage> Newest(Image image, CancellationToken cancel);

    /// <summary>The image of a content; without an id where it has to be built, by the name it is to have.</summary>
    /// <param name="build">What it would be built from; its reference is empty.</param>
    /// <param name="live">The image that serves.</param>
    /// <param name="next">The number of the release that would be made.</param>
    Task<ReleaseImage> Built(ImageBuild build, ReleaseImage? live, int next, CancellationToken cancel);
}
