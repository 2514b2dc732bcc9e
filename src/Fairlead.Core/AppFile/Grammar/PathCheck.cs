using Fairlead.Core.AppFile.References;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;

namespace Fairlead.Core.AppFile.Grammar;

/// <summary>Paths of the app file: inside the project, there, and of the right kind.</summary>
internal static class PathCheck
{
    public static bool Folder(string path, Span span, Reading reading, string what) =>
        Is(PathKind.Folder, path, span, reading, what, "folder");

    public static bool File(string path, Span span, Reading reading, string what) =>
        Is(PathKind.File, path, span, reading, what, "file");

    private static bool Is(PathKind wanted, string path, Span span, Reading reading, string what, string word)
    {
        var kind = path.StartsWith('/') ? PathKind.Outside : reading.Files.Find(path, wanted);
        if (kind == wanted)
        {
            return true;
        }

        var (message, hint) = kind switch
        {
            PathKind.Outside => ($"the {what} '{path}' leaves the project", "name a path below the app file"),
            PathKind.Missing => ($"the {what} '{path}' does not exist", $"paths are relative to {span.Source.Name}"),
            PathKind.File when System.IO.Path.GetFileName(path).Contains("Dockerfile", StringComparison.Ordinal)
                => ($"the {what} '{path}' is not a {word}", $"write {{context: {Parent(path)}, dockerfile: {path}}}"),
            PathKind.Special => ($"the {what} '{path}' is empty, or no ordinary file", "name a file with something in it"),
            _ => ($"the {what} '{path}' is not a {word}", $"name a {word}"),
        };
        reading.Problems.Add(Codes.Path, span, message, hint);
        return false;
    }

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : ".";
}
