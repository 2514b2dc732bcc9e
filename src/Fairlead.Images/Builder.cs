using System.Diagnostics;
using Fairlead.Core.Targets;
using Fairlead.Images.Plan;
using Fairlead.Images.Raw;
using Activity = Fairlead.Core.Targets.Activity;

namespace Fairlead.Images;

/// <summary>What a builder needs of its surroundings.</summary>
/// <param name="Engine">The engine that builds, as <c>DOCKER_HOST</c> names it.</param>
/// <param name="Labels">What every image is labelled with.</param>
/// <param name="NameOf">What an image is called that is built from a content: its name in the file and the content's hash.</param>
/// <param name="Variable">Reads an environment variable.</param>
public sealed record BuildSurroundings(
    string Engine,
    Func<string, IReadOnlyDictionary<string, string>> Labels,
    Func<string, string, string> NameOf,
    Func<string, string?> Variable);

/// <summary>
/// Builds images with the user's own Docker client: BuildKit's protocol is the client's business, and so are its caches and credentials.
/// What is sent is hashed while it is sent, and the image is called by that.
/// </summary>
public sealed class Builder(IImageStore store, BuildSurroundings surroundings, EventStream events)
{
    private const int EvidenceLines = 25;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    /// <summary>The image as it came out.</summary>
    public Task<ReleaseImage> Build(ImageBuild build, CancellationToken cancel) =>
        build.Content is { } content ? Build(build, content, cancel) : Fetch(build, cancel);

    private async Task<ReleaseImage> Build(ImageBuild build, BuildContext content, CancellationToken cancel)
    {
        var (began, subject) = (events.Now, build.Image.Name);
        events.Started(subject, Activity.Build);
        var client = await DockerClient.Find(surroundings.Variable, cancel);
        var idFile = Path.Combine(Path.GetTempPath(), $"fairlead-{Guid.NewGuid():N}.iid");
        try
        {
            var sent = await Run(client, build, content, idFile, cancel);
            var id = (await File.ReadAllTextAsync(idFile, cancel)).Trim();
            var reference = sent.Hash == content.Hash ? build.Reference : surroundings.NameOf(subject, sent.Hash);
            if (sent.ChangedSince(content) is [var first, ..] changed)
            {
                events.Warned(subject,
                    $"{first}{(changed.Count > 1 ? $" and {changed.Count - 1} more" : "")} changed while the image was built; "
                    + "if the image does not need it, exclude it in .dockerignore");
            }

            await store.Tag(id, reference, cancel);
            events.Completed(subject, Activity.Build, began);
            return new ReleaseImage(subject, reference, id);
        }
        finally
        {
            File.Delete(idFile);
        }
    }

    private async Task<ReleaseImage> Fetch(ImageBuild build, CancellationToken cancel)
    {
        var (began, subject) = (events.Now, build.Image.Name);
        events.Started(subject, Activity.Pull, build.Reference);
        try
        {
            var id = await store.Fetch(build.Reference, cancel);
            events.Completed(subject, Activity.Pull, began, build.Reference);
            return new ReleaseImage(subject, build.Reference, id);
        }
        catch (FailureException e)
        {
            throw new FailureException(e.Failure with { Place = build.Image.Origin.PlaceOf("use") }, e);
        }
    }

    private async Task<BuildContext> Run(
        DockerClient client, ImageBuild build, BuildContext content, string idFile, CancellationToken cancel)
    {
        var tail = new Queue<string>();
        void Line(string line)
        {
            events.Output(build.Image.Name, line);
            tail.Enqueue(line);
            if (tail.Count > EvidenceLines)
            {
                tail.Dequeue();
            }
        }

        using var stage = content.DockerfileName is null ? new Stage() : null;
        using var process = Start(client, Arguments(build, content, idFile, stage?.Folder));
        var pumps = Task.WhenAll(Pump(process.StandardOutput, Line, tail), Pump(process.StandardError, Line, tail));
        BuildContext? sent;
        try
        {
            sent = await Send(content, stage?.Folder, process, cancel);
            await process.WaitForExitAsync(cancel);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await pumps;
        return process.ExitCode == 0 && sent is not null ? sent : throw Failed(build, process.ExitCode, [.. tail]);
    }

    // Some of the client's words for a registry that refuses say nothing of an error.
    private static FailureException Failed(ImageBuild build, int code, IReadOnlyList<string> said)
    {
        var reason = Reason(said);
        var last = reason ?? (said is [.., var end] ? end.Trim() : "");
        var registry = ImageRegistry.RefusedIn(last, said);
        var why = reason ?? (registry is null ? $"docker build exited with code {code}" : last);
        return new(new Failure(
            $"{build.Image.Name}: the image could not be built", registry is null ? why : $"{registry} refuses a base image: {why}")
        {
            Evidence = said,
            Place = build.Image.Origin.Name,
            Outcome = "nothing else was changed",
            Next = registry is null ? $"fix {build.Image.Dockerfile}, then: fairlead deploy" : $"docker login {registry}",
        });
    }

    private List<string> Arguments(ImageBuild build, BuildContext content, string idFile, string? folder)
    {
        var image = build.Image;
        var arguments = new List<string> { "build", "--iidfile", idFile, "--file", content.DockerfileName ?? "-", "--force-rm" };
        foreach (var (key, value) in surroundings.Labels(image.Name))
        {
            arguments.AddRange(["--label", $"{key}={value}"]);
        }

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

        arguments.Add(folder ?? "-");
        return arguments;
    }

    private Process Start(DockerClient client, List<string> arguments)
    {
        var start = new ProcessStartInfo(client.Path)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        if (client.UsesBuildKit)
        {
            arguments.Insert(1, "--progress=plain");
        }

        start.Environment["DOCKER_BUILDKIT"] = client.UsesBuildKit ? "1" : "0";
        start.Environment["DOCKER_HOST"] = surroundings.Engine;
        arguments.ForEach(start.ArgumentList.Add);
        return Process.Start(start)!;
    }

    private static async Task Pump(StreamReader reader, Action<string> line, object gate)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } text)
        {
            lock (gate)
            {
                line(text);
            }
        }
    }

    // A client that ends before it took everything has said why.
    private static async Task<BuildContext?> Send(BuildContext content, string? folder, Process process, CancellationToken cancel)
    {
        await using var input = process.StandardInput.BaseStream;
        try
        {
            return folder is null
                ? await ContextSender.Send(content, input, cancel)
                : await ContextSender.Send(content, folder, input, cancel);
        }
        catch (ContextChangedException e)
        {
            // Before the input ends: half a context is no context.
            process.Kill(entireProcessTree: true);
            throw new FailureException(
                new Failure("the build context could not be sent", e.Message)
                {
                    Outcome = "nothing was changed",
                    Next = "exclude what changes in .dockerignore, then: fairlead deploy",
                },
                e);
        }
        catch (IOException)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(LastWords);
            await process.WaitForExitAsync(limit.Token);
            return null;
        }
    }

    // The client reads either the context or the Dockerfile from its input. Where the Dockerfile is no part of the context, nothing of it
    // may be seen there: then the context lies in a folder for a while. The client reads that when the input has ended.
    private sealed class Stage : IDisposable
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("fairlead-context-").FullName;

        public void Dispose()
        {
            if (RawFiles.Supported)
            {
                RawFiles.Delete(Folder);
            }
            else
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
    }

    private static string? Reason(IEnumerable<string> lines) => lines.LastOrDefault(l =>
        l.Contains("ERROR", StringComparison.OrdinalIgnoreCase)
        || l.Contains("failed", StringComparison.OrdinalIgnoreCase)
        || l.Contains("returned a non-zero code", StringComparison.Ordinal))?.Trim();
}
