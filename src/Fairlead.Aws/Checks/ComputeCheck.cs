using Fairlead.Aws.Stacks.Base;
using Fairlead.Core.Model;
using Fairlead.Core.Problems;
using Fairlead.Core.Sources;
using Fairlead.Core.Yaml;

namespace Fairlead.Aws.Checks;

/// <summary>How workloads are rolled out and run on AWS: what one of its services can not do is told, and not left out.</summary>
internal static class ComputeCheck
{
    public static void Check(App app, ProblemList problems)
    {
        foreach (var service in app.Services)
        {
            CheckRollout(app, service, problems);
        }

        foreach (var job in app.Jobs.Where(j => j.Gpu is not null))
        {
            CheckGpu(app, job, problems);
        }

        CheckHold(app, problems);
        CheckPush(app, problems);
    }

    private static void CheckRollout(App app, Service service, ProblemList problems)
    {
        var isGradual = service.Deploy.Strategy is Strategy.BlueGreen or Strategy.Canary;
        if (isGradual && service.Route is null)
        {
            problems.Warn(Codes.KeysTogether, PlaceOf(service, "deploy"),
                $"'{service.Name}' has no route, so there are no requests to move: its new tasks come beside the old",
                "write 'deploy: rolling' or 'deploy: replace'");
        }

        var moves = isGradual || (app.Environment.Release.Hold && service.Deploy.Strategy == Strategy.Rolling);
        if (service.Deploy.Bake is not null && !moves)
        {
            problems.Add(Codes.KeysTogether, PlaceOf(service, "deploy"),
                $"on AWS 'bake' of '{service.Name}' needs the old version beside the new",
                "write strategy: blue-green or canary, or say 'bake' under environments: {local: …}");
        }

        var isMoved = service.Route is not null && moves;
        if (isMoved && (service.Auth ?? app.Edge.Auth) is CognitoAuth)
        {
            problems.Add(
                Codes.AwsLimit, PlaceOf(service, isGradual ? "deploy" : "route"),
                $"AWS can not move requests between two versions of '{service.Name}' where the load balancer asks for a login",
                isGradual ? "write 'deploy: rolling', or 'auth: none' and let the app ask"
                    : "take 'hold' out of the release, or write 'auth: none' and let the app ask");
        }
    }

    private static void CheckGpu(App app, Job job, ProblemList problems)
    {
        if (job.Entrypoint is not null)
        {
            problems.Add(Codes.AwsLimit, PlaceOf(job, "entrypoint"),
                "a GPU job can not replace the image's entrypoint: AWS Batch has only a command",
                "say it all in 'command', or make an image whose entrypoint it is");
        }

        if (job.Health is not null)
        {
            problems.Add(Codes.AwsLimit, PlaceOf(job, "health"),
                "nobody checks a GPU job while it runs: AWS Batch looks only at how it ends",
                "remove 'health', and let 'timeout' end what hangs");
        }

        if (job.Cpu != decimal.Truncate(job.Cpu) && job.Origin.PlaceOf("cpu") != job.Origin.Name)
        {
            problems.Add(Codes.AwsLimit, job.Origin.PlaceOf("cpu"), "a machine with GPUs gives whole vCPU to a job",
                $"write cpu: {decimal.Ceiling(job.Cpu):0}");
        }

        var isArm = job.Gpu!.Instance.StartsWith("g5g.", StringComparison.Ordinal);
        if (app.Images.Find(job.Image) is { } image && Platforms.Architecture(image) is { } architecture
            && isArm != (architecture == "ARM64"))
        {
            problems.Add(Codes.AwsLimit, PlaceOf(job, "instance"),
                $"a {job.Gpu.Instance} runs images for {(isArm ? "linux/arm64" : "linux/amd64")}, and '{image.Name}' is for"
                    + $" {image.Platform ?? Platforms.Usual}", "choose another instance, or another platform of the image");
        }
    }

    private static void CheckHold(App app, ProblemList problems)
    {
        if (app.Environment.Release.Hold && app.Services.All(s => s.Route is null))
        {
            problems.Warn(Codes.KeysTogether, ReleasePlace(app, "hold"),
                "no service has a route, so there is nothing to try before it takes over", "take 'hold' out of the release");
        }
    }

    private static void CheckPush(App app, ProblemList problems)
    {
        if (app.Environment.Release.From is not FromPush)
        {
            return;
        }

        if (app.Services.All(s => app.Images.Find(s.Image) is null or { Use: not null }))
        {
            problems.Add(Codes.KeysTogether, ReleasePlace(app, "from"),
                "releases come from pushed images, and no service runs an image of this app", "name a branch or a tag, or build an image");
        }

        foreach (var job in app.Jobs.Where(j => j.When is When.BeforeDeploy or When.AfterDeploy))
        {
            problems.Warn(Codes.KeysTogether, job.Origin.PlaceOf("when"),
                $"'{job.Name}' runs in a deploy, and a pushed image is none: it updates services only",
                $"run it by hand, or by a deploy: fairlead run {job.Name}");
        }
    }

    private static Span PlaceOf(Workload workload, string key) => workload.Origin.PlaceOf(key);

    // The key where it stands, else the nearest thing around it.
    private static Span ReleasePlace(App app, string key) =>
        ((app.Document["environments"] as MapNode)?.Find(app.Environment.Name)?.Value as MapNode)?.Find("release") is { } release
        ? new Origin(release.KeySpan, release.Value).PlaceOf(key) : app.Document.Span;
}
