using System.ComponentModel;
using System.Diagnostics;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Project;

/// <summary>What version control says of the project.</summary>
internal static class Git
{
    private const int CommitLength = 12;

    /// <summary>The commit of HEAD, with <c>-dirty</c> where files differ; no commit outside version control.</summary>
    public static async Task<ReleaseIdentity> Identify(string folder, string user, CancellationToken cancel)
    {
        // One call tells it all: the commit in the head, and a line for each file that differs.
        if (await Run(folder, ["status", "--porcelain=v2", "--branch", "--untracked-files=normal", "--", "."], cancel) is not { } status)
        {
            return new ReleaseIdentity(null, null, user);
        }

        var lines = status.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var oid = lines.FirstOrDefault(l => l.StartsWith("# branch.oid ", StringComparison.Ordinal))?[13..];
        if (oid is null or "(initial)" || oid.Length < CommitLength)
        {
            return new ReleaseIdentity(null, null, user);
        }

        var dirty = lines.Any(l => l[0] != '#');
        var tag = dirty ? null : (
            await Run(folder, ["tag", "--points-at", "HEAD"], cancel))?.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return new ReleaseIdentity(oid[..CommitLength] + (dirty ? "-dirty" : ""), tag, user);
    }

    /// <summary>True when git keeps this file.</summary>
    public static async Task<bool> Tracks(string folder, string file, CancellationToken cancel) =>
        await Run(folder, ["ls-files", "--error-unmatch", "--", file], cancel) is not null;

    private static async Task<string?> Run(string folder, string[] arguments, CancellationToken cancel)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            })!;
            var error = process.StandardError.ReadToEndAsync(cancel);
            var output = await process.StandardOutput.ReadToEndAsync(cancel);
            await error;
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null; // no git on this machine
        }
    }
}
