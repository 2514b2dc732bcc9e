namespace Fairlead.Images;

/// <summary>Where images are.</summary>
public interface IImageStore
{
    /// <summary>The content that a reference stands for; null when it is not there.</summary>
    Task<string?> FindId(string reference, CancellationToken cancel);

    /// <summary>Fetches a finished image; answers its content.</summary>
    Task<string> Fetch(string reference, CancellationToken cancel);

    Task Tag(string id, string reference, CancellationToken cancel);
}
