using System.Text;
using Fairlead.Core.Yaml;

namespace Fairlead.Cli.Project;

/// <summary>
/// Reads the app file's text. A file that is too large is not read whole; bytes that are not UTF-8 become U+FFFD, which the reader reports.
/// </summary>
internal static class AppFileText
{
    public static string Read(string path)
    {
        if (new FileInfo(path).Length == 0 && !path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return "";
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read);
        var buffer = new byte[YamlReader.LargestFile + 4];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var start = buffer.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
        return Encoding.UTF8.GetString(buffer, start, length - start);
    }
}
