using Fairlead.Core.Sources;

namespace Fairlead.Cli.Project;

/// <summary>A folder that is asked the same for several environments: what takes long is done once.</summary>
internal sealed class RememberedFiles : IProjectFiles
{
    private readonly IProjectFiles files;
    private readonly bool needsOverlays;
    private readonly Dictionary<(string Context, string Dockerfile), IReadOnlyList<string>> secrets;

    public RememberedFiles(IProjectFiles files)
        : this(files, [], needsOverlays: true)
    {
    }

    private RememberedFiles(
        IProjectFiles files, Dictionary<(string Context, string Dockerfile), IReadOnlyList<string>> secrets, bool needsOverlays) =>
        (this.files, this.secrets, this.needsOverlays) = (files, secrets, needsOverlays);

    /// <summary>The same, where an overlay that is not there says nothing: not everybody has those of all environments.</summary>
    public IProjectFiles WithoutMissingOverlays => new RememberedFiles(files, secrets, needsOverlays: false);

    public PathKind Find(string relativePath, PathKind expected) => files.Find(relativePath, expected);

    public Source? Overlay(string relativePath) =>
        files.Overlay(relativePath) ?? (needsOverlays ? null : new Source(relativePath, "{}"));

    public Source? Text(string relativePath) => files.Text(relativePath);

    public IReadOnlyList<string> Match(string pattern) => files.Match(pattern);

    public IReadOnlyList<string> SecretsIn(string context, string dockerfile) =>
        secrets.TryGetValue((context, dockerfile), out var known) ? known
            : secrets[(context, dockerfile)] = files.SecretsIn(context, dockerfile);
}
