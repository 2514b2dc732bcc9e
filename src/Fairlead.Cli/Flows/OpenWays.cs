using System.CommandLine;
using System.Globalization;
using Fairlead.Cli.Console;
using Fairlead.Cli.Output.Json;
using Fairlead.Cli.Sessions;
using Fairlead.Core.Model;
using Fairlead.Core.Targets;

namespace Fairlead.Cli.Flows;

/// <summary>What leads from this machine to an app's private databases and services.</summary>
internal static class OpenWays
{
    private static readonly Option<string?> EnvFile = new("--env-file")
    {
        Description = "With --only-resources: writes the variables there instead of printing them", HelpName = "PATH",
    };
    private static readonly Option<string?> For = new("--for")
    {
        Description = "With --only-resources: whose variables (default: the first service)", HelpName = "NAME",
    };

    public static IEnumerable<Option> Options => [EnvFile, For];

    public static ITunnels Tunnels(Session session) => session.Target.Tunnels
        ?? throw new FailureException($"no way leads into {session.Environment} yet", "this version connects to the local engine only",
            "fairlead run NAME -- COMMAND (a task inside of its network)");

    /// <summary>Says where it leads, and keeps it open until Ctrl-C.</summary>
    public static async Task<int> Hold(Session session, ITunnel tunnel, CancellationToken cancel)
    {
        foreach (var end in tunnel.Ends)
        {
            await (session.Json
                ? session.WriteJsonLine(json => EventJson.Connected(json, session.Now, end))
                : session.Out.WriteLineAsync($"{end.Name}  127.0.0.1:{end.Port.ToString(CultureInfo.InvariantCulture)}  {end.Url}"));
            if (end.Login is not null)
            {
                await session.Error.WriteLineAsync($"its password: fairlead secret get {end.Name}.password");
            }
        }

        await session.Error.WriteLineAsync("open until Ctrl-C");
        try
        {
            await tunnel.WaitUntilClosed(cancel);
            throw new FailureException("the way was closed", "the app was taken down, or the engine ended", "fairlead status");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && cancel.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
    }

    /// <summary>The variables with which a process on this machine is as a service would be; then their ways, until Ctrl-C.</summary>
    public static async Task<int> Resources(Session session, CancellationToken cancel)
    {
        var app = session.App;
        var name = session.Get(For) ?? app.Workloads.OrderBy(w => w is Job).FirstOrDefault()?.Name
            ?? throw new UsageException("the file has no service or job whose variables could be told");
        if (app.FindWorkload(name) is null)
        {
            throw new UsageException($"--for {name}: the file has no service or job of that name");
        }

        await using var tunnel = await Tunnels(session).Open(app, [], port: null, cancel);
        var lines = string.Concat(tunnel.Variables(name).Select(v => $"{v.Key}={Quoted(v.Value)}\n"));
        if (session.Get(EnvFile) is { } file)
        {
            await Write(session.PathOf(file), lines, cancel);
            await session.Error.WriteLineAsync($"in a shell: set -a; . {file}; set +a");
        }
        else
        {
            await session.Out.WriteAsync(lines);
        }

        return await Hold(session, tunnel, cancel);
    }

    // It holds passwords: only for whoever wrote it.
    private static async Task Write(string path, string text, CancellationToken cancel)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(path, options);
        await file.WriteAsync(text.AsMemory(), cancel);
    }

    // As a shell reads it, and what reads such files.
    private static string Quoted(string value) =>
        value.Length > 0 && value.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=@%+,".Contains(c, StringComparison.Ordinal))
            ? value
            : $"'{value.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
