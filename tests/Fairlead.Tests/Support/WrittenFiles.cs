using System.Reflection;
using System.Text.RegularExpressions;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;

namespace Fairlead.Tests.Support;

/// <summary>App files that stand in the tests themselves, as texts.</summary>
internal static partial class WrittenFiles
{
    private const string Environments = "environments: {prod: {region: eu-west-1, account: \"111122223333\", domain: shop.example.org}}\n";

    /// <summary>Every text of a constant or of test data that is an app file, or most of one; what is missing of it is added.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(WrittenFiles).Assembly.GetTypes().Where(t => t.Namespace?.StartsWith("Fairlead.Tests", StringComparison.Ordinal) == true)
            .SelectMany(Texts).Where(t => Section().IsMatch(t)).Select(Completed).Distinct(),
    ];

    /// <summary>Writes it into a folder, beside what its images are built from.</summary>
    /// <returns>Its environments, with <c>local</c>.</returns>
    public static IReadOnlyList<string> Write(string folder, string text)
    {
        var source = new Source("fairlead.yaml", text);
        File.WriteAllText(Path.Combine(folder, source.Name), text);
        IReadOnlyList<string> environments = [.. AppFileReader.Environments(source).Append(AppEnvironment.Local).Distinct()];
        foreach (var environment in environments)
        {
            foreach (var image in AppFileReader.Read(source, environment, RecordedFiles.Instance).App?.Images.ToList() ?? [])
            {
                if (image.Context is { } context && !Path.IsPathRooted(context) && !context.Contains("..", StringComparison.Ordinal))
                {
                    var inside = Directory.CreateDirectory(Path.Combine(folder, context)).FullName;
                    File.WriteAllText(Path.Combine(inside, "Dockerfile"), "FROM scratch\n");
                }
            }
        }

        return environments;
    }

    private static IEnumerable<string> Texts(Type type) =>
    [
        .. type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(f => f.IsLiteral)
            .Select(f => f.GetRawConstantValue()).OfType<string>(),
        .. type.GetMethods().SelectMany(m => m.GetCustomAttributes<InlineDataAttribute>().SelectMany(a => a.GetData(m)))
            .SelectMany(d => d).OfType<string>(),
    ];

    private static string Completed(string text)
    {
        text = text.EndsWith('\n') ? text : text + "\n";
        var app = text.Contains("app:", StringComparison.Ordinal) ? "" : "app: shop\n";
        var images = text.Contains("images:", StringComparison.Ordinal) ? "" : "images: {web: web}\n";
        return app + images + text + (text.Contains("environments:", StringComparison.Ordinal) ? "" : Environments);
    }

    [GeneratedRegex("^(app|services|jobs|resources|edge|network|security): ?", RegexOptions.Multiline)]
    private static partial Regex Section();
}
