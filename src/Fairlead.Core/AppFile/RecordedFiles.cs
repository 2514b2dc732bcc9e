namespace Fairlead.Core.AppFile;

/// <summary>For files on record: what they name was there when they were deployed, and is not needed to deploy them again.</summary>
public sealed class RecordedFiles : IProjectFiles
{
    public static readonly RecordedFiles Instance = new();

    public PathKind Look(string relativePath, PathKind expected) => expected;
}
