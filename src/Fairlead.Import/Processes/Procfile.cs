using System.Text.RegularExpressions;

namespace Fairlead.Import.Processes;

/// <summary>Process types and their command lines.</summary>
internal static partial class Procfile
{
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string text) =>
        [.. text.Split('\n')
            .Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(p => p is [{ Length: > 0 }, { Length: > 0 }] && p[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            .Select(p => KeyValuePair.Create(p[0], p[1])).DistinctBy(p => p.Key, StringComparer.Ordinal)];

    /// <summary>The line with the port where it asks for one: nothing sets <c>$PORT</c> here.</summary>
    public static string WithPort(string line, int port) => PortVariable().Replace(line, $"{port}");

    [GeneratedRegex(@"\$(?:PORT\b|\{PORT(?::?-\d*)?\})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PortVariable();
}
