using System.Diagnostics;
using Fairlead.Core.Targets;
using Fairlead.Docker.Api;
using Fairlead.Docker.Plan;
using Activity = Fairlead.Core.Targets.Activity;

namespace Fairlead.Docker.Run;

/// <summary>Builds images with the user's own Docker client: BuildKit's protocol is the client's business, and so are its caches and credentials.</summary>
internal sealed class Builder(Engine engine, Scope scope, string folder, Func<string, string?> variable, Sink sink)
{
    private const int EvidenceLines = 25;
    private const int MostBuilds = 3;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    public async Task Build(ImageBuild build, CancellationToken cancel)
    {
        var began = sink.Now;
        var subject = build.Image.Name;
        if (build.Fetch is { } reference)
        {
            await Fetch(subject, reference, cancel);
            return;
        }

        sink.Began(subject, Activity.Build);
        var client = await DockerClient.Find(variable, cancel);
        for (var attempt = 1; ; attempt++)
        {
            // What was saved since the plan was made is built, under its own name; what is saved while it is sent is seen afterwards.
            var context = await BuildContext.Read(build.Image, folder, cancel);
            build = build with { Tag = build.Tag.Replace(build.Context, context.Hash, StringComparison.Ordinal), Context = context.Hash };
            await Build(client, build, context, cancel);
            if ((await BuildContext.Read(build.Image, folder, cancel)).Hash == context.Hash)
            {
                break;
            }

            await engine.RemoveImage(build.Tag, cancel);
            if (attempt == MostBuilds)
            {
                throw new FailureException(new Failure($"{subject}: the image could not be built", $"files of {build.Image.Context} change while they are sent, {MostBuilds} times in a row") { Place = build.Image.Origin.Name, Next = "exclude what changes in .dockerignore, then: fairlead deploy" });
            }
        }

        var image = await engine.FindImage(build.Tag, cancel) ?? throw new FailureException($"{subject}: the built image is not in the engine", $"no image is tagged {build.Tag}", "docker images");
        sink.Ended(subject, Activity.Build, began, $"{image.Size / 1_000_000.0:0} MB");
    }

    private async Task Build(DockerClient client, ImageBuild build, BuildContext context, CancellationToken cancel)
    {
        var subject = build.Image.Name;
        var tail = new Queue<string>();
        var code = await Run(client, Arguments(build, context), context, line =>
        {
            sink.Said(subject, line);
            tail.Enqueue(line);
            if (tail.Count > EvidenceLines)
            {
                tail.Dequeue();
            }
        }, cancel);
        if (code != 0)
        {
            throw new FailureException(new Failure($"{subject}: the image could not be built", Reason(tail) ?? $"docker build exited with code {code}")
            {
                Evidence = [.. tail],
                Place = build.Image.Origin.Name,
                Outcome = "nothing else was changed",
                Next = $"fix {build.Image.Dockerfile}, then: fairlead deploy",
            });
        }
    }

    private async Task Fetch(string subject, string reference, CancellationToken cancel)
    {
        var began = sink.Now;
        sink.Began(subject, Activity.Pull, reference);
        try
        {
            await engine.Pull(reference, cancel);
        }
        catch (EngineException e)
        {
            throw new FailureException(new Failure($"{subject}: the image {reference} can not be had", e.Reason) { Outcome = "nothing was changed", Next = $"docker pull {reference}" }, e);
        }

        sink.Ended(subject, Activity.Pull, began, reference);
    }

    private List<string> Arguments(ImageBuild build, BuildContext context)
    {
        var image = build.Image;
        var arguments = new List<string> { "build", "--tag", build.Tag, "--file", context.DockerfileName, "--force-rm" };
        foreach (var (key, value) in scope.BaseLabels)
        {
            arguments.AddRange(["--label", $"{key}={value}"]);
        }

        arguments.AddRange(["--label", $"{Labels.Name}={image.Name}", "--label", $"{Labels.Context}={build.Context}"]);
        foreach (var argument in image.Args)
        {
            arguments.AddRange(["--build-arg", $"{argument.Name}={argument.Value}"]);
        }

        if (image.Target is not null)
        {
            arguments.AddRange(["--target", image.Target]);
        }

        if (image.Platform is not null)
        {
            arguments.AddRange(["--platform", image.Platform]);
        }

        if (build.Pull)
        {
            arguments.Add("--pull");
        }

        arguments.Add("-");
        return arguments;
    }

    private async Task<int> Run(DockerClient client, List<string> arguments, BuildContext context, Action<string> line, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(client.Path) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        if (client.UsesBuildKit)
        {
            arguments.Insert(1, "--progress=plain");
            start.Environment["DOCKER_BUILDKIT"] = "1";
        }
        else
        {
            start.Environment["DOCKER_BUILDKIT"] = "0";
        }

        start.Environment["DOCKER_HOST"] = engine.Address.ToString();
        arguments.ForEach(start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var gate = new Lock();
        async Task Pump(StreamReader reader)
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } text)
            {
                lock (gate)
                {
                    line(text);
                }
            }
        }

        var pumps = Task.WhenAll(Pump(process.StandardOutput), Pump(process.StandardError));
        try
        {
            await Send(context, process, cancel);
            await process.WaitForExitAsync(cancel);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await pumps;
        return process.ExitCode;
    }

    // A client that ends before it took everything has said why; a file that can not be read is ours to tell.
    private static async Task Send(BuildContext context, Process process, CancellationToken cancel)
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            await context.WriteTar(input, cancel);
        }
        catch (IOException e)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(LastWords);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new FailureException(new Failure("the build context could not be sent", e.Message) { Outcome = "nothing was changed", Next = "make the file readable, or exclude it in .dockerignore" }, e);
            }
        }
    }

    private static string? Reason(IEnumerable<string> lines) =>
        lines.LastOrDefault(l => l.Contains("ERROR", StringComparison.OrdinalIgnoreCase) || l.Contains("failed", StringComparison.OrdinalIgnoreCase) || l.Contains("returned a non-zero code", StringComparison.Ordinal))?.Trim();
}

/// <summary>A Docker client on this machine, and whether BuildKit can be used through it.</summary>
internal sealed record DockerClient(string Path, bool UsesBuildKit)
{
    /// <summary>
    /// The first client that can use BuildKit: one with buildx, or one before version 23, which speaks to the engine's own. Else the
    /// first client at all, with the engine's classic builder.
    /// </summary>
    public static async Task<DockerClient> Find(Func<string, string?> variable, CancellationToken cancel)
    {
        var name = OperatingSystem.IsWindows() ? "docker.exe" : "docker";
        var clients = (variable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(d => System.IO.Path.Combine(d, name)).Where(File.Exists).Distinct(StringComparer.Ordinal).ToList();
        foreach (var client in clients)
        {
            if (await CanUseBuildKit(client, cancel))
            {
                return new DockerClient(client, UsesBuildKit: true);
            }
        }

        return clients is [var first, ..]
            ? new DockerClient(first, UsesBuildKit: false)
            : throw new FailureException("images can not be built", "no 'docker' client is on the PATH", "install the Docker client, or name finished images with images: {app: {use: …}}");
    }

    private static async Task<bool> CanUseBuildKit(string client, CancellationToken cancel)
    {
        var version = await Output(client, ["--version"], cancel); // "Docker version 20.10.24+dfsg1, build 297e128"
        var major = version?.Split(' ') is [_, _, var number, ..] && int.TryParse(number.Split('.')[0], out var n) ? n : 0;
        return major is > 17 and < 23 || await Output(client, ["buildx", "version"], cancel) is not null;
    }

    private static async Task<string?> Output(string client, string[] arguments, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo(client, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
        if (process is null)
        {
            return null;
        }

        var error = process.StandardError.ReadToEndAsync(cancel);
        var output = await process.StandardOutput.ReadToEndAsync(cancel);
        await error;
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? output : null;
    }
}
