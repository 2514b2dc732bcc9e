using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Fairlead.Aws.CloudFormation;

namespace Fairlead.Tests.Support;

/// <summary>A test that asks cfn-lint; skipped, with how to get it, where it is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CfnLintFactAttribute : FactAttribute
{
    public CfnLintFactAttribute() => Skip = CfnLint.Missing;
}

/// <summary>The judge of templates. It takes seconds to start, so it is started once for many.</summary>
internal static class CfnLint
{
    private const string Version = "1.51";

    /// <summary>Why it can not be asked, or null.</summary>
    public static readonly string? Missing = Run(["--version"]) is { } output
        && output.Contains($"cfn-lint {Version}", StringComparison.Ordinal)
        ? null
        : $"cfn-lint {Version} is not on this machine: pip install 'cfn-lint~={Version}.0'";

    /// <summary>
    /// All it finds, one line each: <c>stack: E3002 message (path)</c>. Nothing is left out but what tests/cfn-lint adds to its knowledge.
    /// </summary>
    public static IReadOnlyList<string> Judge(IReadOnlyCollection<Stack> stacks, string region = "us-east-1")
    {
        var folder = Directory.CreateTempSubdirectory("fairlead-cfn-lint-");
        try
        {
            foreach (var stack in stacks)
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, $"{stack.Name}.json"), StackJson.Render(stack, indented: true));
            }

            var output = Run(["--format", "json", "--regions", region, "--override-spec", Repository.Path("tests", "cfn-lint", "ecs.json"),
                "--", Path.Combine(folder.FullName, "*.json")]);
            return Read(output ?? throw new InvalidOperationException("cfn-lint did not start"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Read(string output)
    {
        using var findings = JsonDocument.Parse(output.Trim().Length == 0 ? "[]" : output);
        return [.. findings.RootElement.EnumerateArray().Select(f =>
        {
            var path = f.GetProperty("Location").TryGetProperty("Path", out var p) && p.ValueKind == JsonValueKind.Array
                ? string.Join('/', p.EnumerateArray().Select(e => e.ToString()))
                : "";
            var (file, rule) = (f.GetProperty("Filename").GetString(), f.GetProperty("Rule").GetProperty("Id").GetString());
            return $"{Path.GetFileNameWithoutExtension(file)}: {rule} {f.GetProperty("Message").GetString()} ({path})";
        })];
    }

    private static string? Run(string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("cfn-lint", arguments) { RedirectStandardOutput = true,
                RedirectStandardError = true, UseShellExecute = false })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _ = error.GetAwaiter().GetResult();
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
