using System.ComponentModel;
using System.Diagnostics;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Project;

/// <summary>What version control says of the project.</summary>
internal static class Git
{
    private const int CommitLength = 12;
    private const string Head = "# branch.head ";

    /// <summary>The commit of HEAD, with <c>-dirty</c> where files differ; no commit outside version control.</summary>
    public static async Task<ReleaseIdentity> Identify(string folder, string user, CancellationToken cancel)
    {
        // One call tells it all: the commit in the head, and a line for each file that differs.
        var (status, error) = await Ask(
            folder, ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "--", "."], cancel);
        if (status is null)
        {
            // A refusal is not the same as no repository.
            var isNone = error is null || error.Contains("not a git repository", StringComparison.Ordinal);
            return new ReleaseIdentity(null, null, user) { Doubt = isNone ? null : $"git says: {error}" };
        }

        var lines = status.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var oid = lines.FirstOrDefault(l => l.StartsWith("# branch.oid ", StringComparison.Ordinal))?[13..];
        if (oid is null or "(initial)" || oid.Length < CommitLength)
        {
            return new ReleaseIdentity(null, null, user) { Doubt = "the repository has no commit yet" };
        }

        var dirty = lines.Any(l => l[0] != '#');
        var tag = dirty ? null : (
            await Run(folder, ["tag", "--points-at", "HEAD"], cancel))?.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        var head = lines.FirstOrDefault(l => l.StartsWith(Head, StringComparison.Ordinal))?[Head.Length..];
        return new ReleaseIdentity(oid[..CommitLength] + (dirty ? "-dirty" : ""), tag, user)
        {
            Branch = head is null or "(detached)" ? null : head,
        };
    }

    /// <summary>True when git keeps this file.</summary>
    public static async Task<bool> Tracks(string folder, string file, CancellationToken cancel) =>
        await Run(folder, ["ls-files", "--error-unmatch", "--", file], cancel) is not null;

    /// <summary>Files below a folder that git keeps out one by one, relative to it; of a folder that is kept out as a whole none.</summary>
    public static async Task<IReadOnlyList<string>> Ignored(string folder, CancellationToken cancel) =>
        [.. (await Run(folder, ["ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z", "--", "."], cancel) ?? "")
            .Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => !f.EndsWith('/'))];

    private static async Task<string?> Run(string folder, string[] arguments, CancellationToken cancel) =>
        (await Ask(folder, arguments, cancel)).Output;

    /// <returns>The output, or git's first words on why there is none; neither where there is no git.</returns>
    private static async Task<(string? Output, string? Error)> Ask(string folder, string[] arguments, CancellationToken cancel)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };

            // The folder decides whose commit it is, not what a hook or a shell has set for another repository.
            start.Environment.Remove("GIT_DIR");
            start.Environment.Remove("GIT_WORK_TREE");
            start.Environment["LC_ALL"] = "C";
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            var said = (await error).Trim();
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? (output, null) : (null, said.Split('\n')[0]);
        }
        catch (Win32Exception)
        {
            return (null, null); // no git on this machine
        }
    }
}
