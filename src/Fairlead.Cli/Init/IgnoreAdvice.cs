using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Cli.Init;

/// <summary>What a <c>.dockerignore</c> should keep out of the images: files that look like secrets, and would enter them.</summary>
internal static class IgnoreAdvice
{
    public static IEnumerable<string> Of(App app, IProjectTree tree, IProjectFiles files)
    {
        foreach (var image in app.Images.Where(i => i.Use is null))
        {
            var secrets = files.SecretsIn(image.Context, image.Dockerfile);
            if (secrets.Count == 0)
            {
                continue;
            }

            var own = image.Dockerfile + ".dockerignore";
            var ignore = tree.Has(own) ? own : ProjectPath.Join(image.Context, ".dockerignore");
            yield return $"{string.Join(", ", secrets)} would enter the image {image.Name}: {(tree.Has(ignore) ? "add" : $"make {ignore}, and write")} {(secrets.Count == 1 ? "it" : "each on a line")}{(tree.Has(ignore) ? $" to {ignore}" : " there")}";
        }
    }
}
