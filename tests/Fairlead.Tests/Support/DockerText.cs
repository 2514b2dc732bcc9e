using Fairlead.Core.Model;
using Fairlead.Core.Targets;
using Fairlead.Docker.Plan;

namespace Fairlead.Tests.Support;

/// <summary>What the local target makes of an app, as text: containers and the load balancer's routes.</summary>
internal static class DockerText
{
    private static string Low(Enum word) => word.ToString().ToLowerInvariant();

    private static string Flags(Job job) =>
        (job.MayOverlap ? ", may overlap" : "") + (job.Confirm ? ", confirm" : "") + (job.Interactive ? ", interactive" : "");

    public static string Of(App app)
    {
        try
        {
            Supported.Check(app);
        }
        catch (FailureException e)
        {
            return $"failed: {e.Failure.What}\n";
        }

        var scope = new Scope(app.Id);
        var secrets = app.Secrets.Where(s => s.Source != SecretSource.Optional)
            .Select(s => s.Name)
            .Concat(app.Resources.Select(r => Values.PasswordOf(r.Name)))
            .ToDictionary(n => n, n => $"<{n}>");
        var images = app.Images.ToDictionary(i => i.Name, i => new ReleaseImage(i.Name, i.Use ?? $"built/{i.Name}", ""));
        var port = HostPort.Choose(app, scope, Observed.Nothing);
        var containers = new Containers(
            app,
            scope,
            new Values(app, secrets, new ReleaseIdentity("<commit>", "<tag>", ""), 1, port) { AwsPort = AwsServer.Port },
            images,
            "/project");
        var specs = new List<ContainerSpec> { containers.AppProxy([.. app.Services.Where(s => s.HostPort is not null)]) };
        specs.AddRange(app.Services.Where(s => HaproxyBackends.IsInner(app, s)).Select(containers.InnerProxy));
        specs.AddRange(Supported.Running(app).Select(containers.Resource));
        specs.AddRange(app.Services.Select(s => containers.Task(s, 1, 1, null)));
        specs.AddRange(app.Jobs.Select(j => containers.Job(j, 1, "run", "")));
        return string.Join('\n', [
            .. app.Services.Select(s => $"{s.Name}: {s.Count} × {Low(s.Kind)}, {Low(s.Deploy.Strategy)}"
                + string.Concat(containers.Values.Urls(s).Select(u => "  " + u))),
            .. app.Jobs.Select(j =>
                $"{j.Name}: {j.When?.ToString() ?? "by hand"} {j.Schedule}, {j.Timeout}, {j.Retries} retries{Flags(j)}"),
            "",
            HaproxyRoutes.Render(app, s => s.Name),
            .. specs.Select(RenderText.Render)]);
    }
}
