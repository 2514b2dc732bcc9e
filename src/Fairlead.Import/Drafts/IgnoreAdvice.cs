using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Fairlead.Import.Project;

namespace Fairlead.Import.Drafts;

/// <summary>What a <c>.dockerignore</c> should keep out of the images: files that look like secrets, and would enter them.</summary>
public static class IgnoreAdvice
{
    public static IEnumerable<string> Advise(App app, IProjectTree tree, IProjectFiles files)
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
            var them = secrets.Count == 1 ? "it" : "each on a line";
            var advice = tree.Has(ignore) ? $"add {them} to {ignore}" : $"make {ignore}, and write {them} there";
            yield return $"{string.Join(", ", secrets)} would enter the image {image.Name}: {advice}";
        }
    }
}
