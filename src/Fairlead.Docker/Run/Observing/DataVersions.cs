using Fairlead.Core.Model;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;

namespace Fairlead.Docker.Run.Observing;

/// <summary>
/// Which major version of PostgreSQL wrote a database's files, and which one an image brings. Read from the data and the image, never
/// believed: a tag moves, and a label says what was meant. Sources: PostgreSQL's manual, 73.1 (PG_VERSION), and the official image's
/// PG_MAJOR.
/// </summary>
internal sealed class DataVersions(Engine engine, Observer observer)
{
    private const string Folder = "/var/lib/postgresql/data";
    private const string File = "PG_VERSION";

    /// <summary>Null where the image is not at hand, or does not say.</summary>
    public static async Task<string?> OfImage(Engine engine, string reference, CancellationToken cancel) =>
        (await engine.FindImage(reference, cancel))?.Config?.Env?
            .Where(v => v.StartsWith("PG_MAJOR=", StringComparison.Ordinal)).Select(v => v["PG_MAJOR=".Length..]).FirstOrDefault();

    /// <summary>Only of databases whose container is to be another one: for the others it does not matter.</summary>
    /// <param name="databases">With the image that each is to have.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="observed">What there is.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<Versions> Read(
        IEnumerable<(Postgres Database, string Image)> databases, Scope scope, Observed observed, CancellationToken cancel)
    {
        var versions = new Versions();
        foreach (var (database, image) in databases)
        {
            var handle = scope.Resource(database.Name);
            var container = observed.Find(handle) ?? observed.Find(Scope.FormerOf(handle));
            if (container?.Image == image || observed.Volumes.All(v => v.Name != handle))
            {
                continue;
            }

            var files = container is not null
                ? await observer.Files(container.Id, $"{Folder}/{File}", cancel)
                : await observer.FilesOf(scope, handle, "/" + File, cancel);
            if (files.GetValueOrDefault(File)?.Trim() is { Length: > 0 } major)
            {
                versions.Data[database.Name] = major;
                if ((await OfImage(engine, image, cancel) ?? OfTag(image)) is { } brings)
                {
                    versions.Images[image] = brings;
                }
            }
        }

        return versions;
    }

    // Of the official image, whose tags begin with it; the image has yet to be fetched.
    private static string? OfTag(string image) => image.StartsWith("postgres:", StringComparison.Ordinal)
        && image["postgres:".Length..].Split('.', '-')[0] is { Length: > 0 } major && major.All(char.IsAsciiDigit) ? major : null;
}

internal sealed class Versions
{
    /// <summary>By the name of the database.</summary>
    public Dictionary<string, string> Data { get; } = new(StringComparer.Ordinal);

    /// <summary>By the reference of the image.</summary>
    public Dictionary<string, string> Images { get; } = new(StringComparer.Ordinal);
}
