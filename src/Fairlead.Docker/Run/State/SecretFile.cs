using System.Security.Cryptography;
using System.Text;
using Fairlead.Core.Targets;

namespace Fairlead.Docker.Run.State;

/// <summary>
/// The local secret store: <c>.fairlead/ENVIRONMENT.env</c> beside the app file, readable by its owner only and ignored by git. It is
/// replaced as a whole, so that a kill leaves the old or the new file.
/// </summary>
internal sealed class SecretFile(string folder, string environment) : ISecretStore
{
    private const int GeneratedLength = 50;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string file = Path.Combine(folder, ".fairlead", environment + ".env");

    /// <summary>What is said of it where everything else of the app goes; null where there is no such file.</summary>
    public string? Remains => File.Exists(file)
        ? $"all values stay in .fairlead/{environment}.env; to remove them: rm {file}"
        : null;

    /// <summary>Letters and digits only, so that the value is the same in a URL, in JSON and in a shell.</summary>
    public static string Generate() => RandomNumberGenerator.GetString(Alphabet, GeneratedLength);

    public async Task<IReadOnlyDictionary<string, SecretValue>> List(CancellationToken cancel)
    {
        var changed = File.Exists(file) ? new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero) : (DateTimeOffset?)null;
        return (await Values(cancel)).ToDictionary(v => v.Key, _ => new SecretValue(0, changed), StringComparer.Ordinal);
    }

    public async Task<string?> Get(string name, CancellationToken cancel) => (await Values(cancel)).GetValueOrDefault(name);

    public Task Set(string name, string value, CancellationToken cancel) =>
        Set(new Dictionary<string, string>(StringComparer.Ordinal) { [name] = value }, cancel);

    public Task Generate(string name, CancellationToken cancel) => Set(name, Generate(), cancel);

    public async Task Set(IReadOnlyDictionary<string, string> values, CancellationToken cancel)
    {
        var all = Sorted(await Values(cancel));
        foreach (var (name, value) in values)
        {
            all[name] = value;
        }

        await Write(all, cancel);
    }

    public async Task<bool> Remove(string name, CancellationToken cancel)
    {
        var all = Sorted(await Values(cancel));
        if (!all.Remove(name))
        {
            return false;
        }

        await Write(all, cancel);
        return true;
    }

    public async Task<IReadOnlyDictionary<string, string>> Values(CancellationToken cancel)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(file))
        {
            return values;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) != UnixFileMode.None)
        {
            throw new FailureException("the secrets file can be read by others", file, $"chmod 600 {file}");
        }

        var number = 0;
        foreach (var line in await File.ReadAllLinesAsync(file, cancel))
        {
            number++;
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (line.AsSpan().Trim() is [] or ['#', ..])
            {
                continue;
            }

            if (at <= 0)
            {
                throw new FailureException(
                    "the secrets file can not be read",
                    $"{file}:{number} is not NAME=\"value\"",
                    $"correct line {number} of {file}");
            }

            var name = line[..at].Trim();
            name = name.StartsWith("export ", StringComparison.Ordinal) ? name[7..].Trim() : name;
            values[name] = SecretText.Checked($"{name} ({file}:{number})", Unquote(line[(at + 1)..].Trim()));
        }

        return values;
    }

    private static SortedDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> values) =>
        new(values.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    private async Task Write(SortedDictionary<string, string> values, CancellationToken cancel)
    {
        var directory = Path.GetDirectoryName(file)!;
        if (!Directory.Exists(directory))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(directory);
            }
            else
            {
                Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
            }
        }

        var ignore = Path.Combine(directory, ".gitignore");
        if (!File.Exists(ignore))
        {
            await File.WriteAllTextAsync(ignore, "*\n", cancel);
        }

        var text = new StringBuilder("# Secret values of this environment. Change them with 'fairlead secret set NAME'.\n");
        foreach (var (name, value) in values)
        {
            text.Append($"{name}={Quote(value)}\n");
        }

        var next = $"{file}.{Environment.ProcessId}.new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        await using (var stream = new FileStream(next, options))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancel);
        }

        File.Move(next, file, overwrite: true);
    }

    private static string Quote(string value) =>
        "\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal) + "\"";

    // Also reads what a person wrote: without quotes, or in single ones, and with a comment behind a space.
    private static string Unquote(string text)
    {
        if (text is not ['"' or '\'', ..])
        {
            var comment = text.IndexOf(" #", StringComparison.Ordinal);
            return (comment < 0 ? text : text[..comment]).TrimEnd();
        }

        var quote = text[0];
        var value = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                var rest = text.AsSpan(i + 1).TrimStart();
                return rest is [] or ['#', ..] ? value.ToString() : text;
            }

            if (text[i] == '\\' && quote == '"' && i + 1 < text.Length)
            {
                i++;
                value.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
                continue;
            }

            value.Append(text[i]);
        }

        return text; // a quote that nothing closes belongs to the value
    }
}
