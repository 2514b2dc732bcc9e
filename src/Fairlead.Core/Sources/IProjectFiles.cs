namespace Fairlead.Core.Sources;

/// <summary>What reading asks of the project's folder. Paths are relative to the app file.</summary>
public interface IProjectFiles
{
    /// <summary>What is at a path.</summary>
    /// <param name="expected">What the file says it is.</param>
    PathKind Find(string relativePath, PathKind expected);

    /// <summary>The text of a private file, which may lie outside the project; null when it is not there.</summary>
    Source? Overlay(string relativePath) => null;

    /// <summary>The text of a file of the project; null where it is not at hand.</summary>
    Source? Text(string relativePath) => null;

    /// <summary>The files whose names match a path with <c>*</c> in its last part, in order.</summary>
    IReadOnlyList<string> Match(string pattern) => [pattern];

    /// <summary>Files that look like secrets and would enter an image built of this context by this Dockerfile.</summary>
    IReadOnlyList<string> SecretsIn(string context, string dockerfile) => [];
}

public enum PathKind
{
    Missing,
    File,
    Folder,

    /// <summary>Resolves to a place outside the project.</summary>
    Outside,

    /// <summary>A device, a pipe, a socket or an empty file.</summary>
    Special,
}

/// <summary>For files on record: what they name was there when they were deployed, and is not needed to deploy them again.</summary>
public sealed class RecordedFiles : IProjectFiles
{
    public static readonly RecordedFiles Instance = new();

    public PathKind Find(string relativePath, PathKind expected) => expected;
}
