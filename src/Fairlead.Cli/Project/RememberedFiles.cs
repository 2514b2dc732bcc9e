using Fairlead.Core.Sources;

namespace Fairlead.Cli.Project;

/// <summary>A folder that is asked the same for several environments: what takes long is done once.</summary>
internal sealed class RememberedFiles(IProjectFiles files) : IProjectFiles
{
    private readonly Dictionary<(string Context, string Dockerfile), IReadOnlyList<string>> secrets = [];

    /// <summary>The same, where an overlay that is not there says nothing: not everybody has those of all environments.</summary>
    public IProjectFiles WithoutMissingOverlays => new Lenient(this);

    public PathKind Find(string relativePath, PathKind expected) => files.Find(relativePath, expected);

    public Source? Overlay(string relativePath) => files.Overlay(relativePath);

    public Source? Text(string relativePath) => files.Text(relativePath);

    public IReadOnlyList<string> Match(string pattern) => files.Match(pattern);

    public IReadOnlyList<string> SecretsIn(string context, string dockerfile) =>
        secrets.TryGetValue((context, dockerfile), out var known) ? known
            : secrets[(context, dockerfile)] = files.SecretsIn(context, dockerfile);

    private sealed class Lenient(RememberedFiles files) : IProjectFiles
    {
        public PathKind Find(string relativePath, PathKind expected) => files.Find(relativePath, expected);

        public Source? Overlay(string relativePath) => files.Overlay(relativePath) ?? new Source(relativePath, "{}");

        public Source? Text(string relativePath) => files.Text(relativePath);

        public IReadOnlyList<string> Match(string pattern) => files.Match(pattern);

        public IReadOnlyList<string> SecretsIn(string context, string dockerfile) => files.SecretsIn(context, dockerfile);
    }
}
