using System.Text.RegularExpressions;
using Fairlead.Core.AppFile;
using Fairlead.Core.Model;
using Fairlead.Core.Sources;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Fairlead.Tests.Support;

/// <summary>App files that stand in the tests themselves, as texts.</summary>
internal static partial class WrittenFiles
{
    private const string Environments = "environments: {prod: {region: eu-west-1, account: \"111122223333\", domain: shop.example.org}}\n";

    /// <summary>Every literal that is an app file, or most of one; what is missing of it is added.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory.GetFiles(Repository.Path("tests", "Fairlead.Tests"), "*Tests.cs", SearchOption.AllDirectories).Order()
            .SelectMany(TextsIn).Where(t => Section().IsMatch(t)).Select(Completed).Distinct(),
    ];

    /// <summary>Writes it into a folder, beside what its images are built from.</summary>
    /// <returns>Its first environment on AWS; <c>local</c> where it has none.</returns>
    public static string Write(string folder, string text)
    {
        var source = new Source("fairlead.yaml", text);
        File.WriteAllText(Path.Combine(folder, source.Name), text);
        var environment = AppFileReader.Environments(source).FirstOrDefault(e => e != AppEnvironment.Local) ?? AppEnvironment.Local;
        foreach (var image in AppFileReader.Read(source, environment, RecordedFiles.Instance).App?.Images.ToList() ?? [])
        {
            if (!Path.IsPathRooted(image.Context) && !image.Context.Contains("..", StringComparison.Ordinal))
            {
                var inside = Directory.CreateDirectory(Path.Combine(folder, image.Context)).FullName;
                File.WriteAllText(Path.Combine(inside, "Dockerfile"), "FROM scratch\n");
            }
        }

        return environment;
    }

    private static IEnumerable<string> TextsIn(string file) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<ExpressionSyntax>()
            .Where(e => e.Parent is not BinaryExpressionSyntax).Select(Folded).OfType<string>();

    // A literal, or several that are put together.
    private static string? Folded(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: string text } => text,
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
            when Folded(sum.Left) is { } left && Folded(sum.Right) is { } right => left + right,
        _ => null,
    };

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
